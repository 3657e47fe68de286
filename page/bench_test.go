package page

import (
	"io"
	"testing"
)

func BenchmarkStory(b *testing.B) {
	f := frameIn("en")
	c := copyOf(flood, "en", "The river and the dam")
	around := Around{More: cardsIn("en", 4)}
	assets := mediaOf()
	b.ReportAllocs()
	for b.Loop() {
		if err := NewArticle(f, c, around, assets).Render(b.Context(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFront(b *testing.B) {
	f := frameIn("en")
	cards := cardsIn("en", 30)
	stock := FrontCards{Newest: cards[:24], Sections: []SectionCards{{f.Edition.Sections[0], cards}, {f.Edition.Sections[1], cards}}}
	assets := mediaOf()
	b.ReportAllocs()
	for b.Loop() {
		if err := NewFront(f, stock, assets).Render(b.Context(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
