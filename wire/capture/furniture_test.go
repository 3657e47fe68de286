package capture

import (
	"strings"
	"testing"
)

// TestNewsThatSoundsLikeFurnitureIsKept reads sentences that begin as a page's
// furniture does, and furniture that ends as sentences do.
func TestNewsThatSoundsLikeFurnitureIsKept(t *testing.T) {
	for _, s := range []string{
		"By morning the water had reached the school.",
		"Share prices fell by four per cent on Monday.",
		"Follow the river north and you reach Bor.",
		"Copyright law changed twice in ten years.",
		"Search teams found the second boat at noon.",
		"Published in 1913, the book was soon forgotten.",
		"Comments by the minister angered the fishermen.",
		"More than forty villages have no road.",
		"Please wait, the nurse told them, and they waited.",
		"Breaking News of his arrest spread through the market.",
		"The clerk wrote 10:30 beside every name.",
		"Contactos entre ambos gobiernos continúan desde el lunes.",
		"Menu prices have doubled since the spring.",
		"Print is not dead in Lusaka, the owner says.",
		"关注此事的村民已经等了三个小时。",
		"Par un matin de juillet, le fleuve a débordé.",
	} {
		if f, is := phrases().furniture(s); is {
			t.Errorf("%q was taken for %s", s, f.why)
		}
		if why, _ := phrases().shape(s); why != "" {
			t.Errorf("%q was taken for %s by its shape", s, why)
		}
	}
	for s, want := range map[string]Why{
		"Sign up for our weekly newsletter.":                            Newsletter,
		"We use cookies to make this site better for you.":              Consent,
		"To play this video you need to enable JavaScript.":             Player,
		"© 2024 The Herald. All rights reserved.":                       Copyright,
		"(Reporting by Jane Doe; editing by Paul Crane.)":               Credit,
		"未经授权，任何单位不得转载本网站的内容。":                                          Copyright,
		"Watch: Boats reach the village of Bura.":                       Player,
		"The BBC is not responsible for the content of external sites.": Copyright,
	} {
		if f, is := phrases().furniture(s); !is || f.why != want {
			t.Errorf("%q was taken for %q, want %q", s, f.why, want)
		}
	}
	for s, want := range map[string]Why{"۰:۰۰ ۰:۰۳:۴۲": Clock, "၀:၀၀ ၀၂:၅၈": Clock, "XS SM MD LG": SizeMark, "240p | 4,8MB": Download, "128 kbps | MP3": Download,
		"14 May 2024, 10:30": Timestamp, "2023年9月28日 10:20": Timestamp, "Home > World > Africa": Navigation, "width 640 px height 363 px": Embed, "https://example.org/a/1": Embed, "· · ·": Symbols} {
		if why, _ := phrases().shape(s); why != want {
			t.Errorf("%q was taken for %q by its shape, want %q", s, why, want)
		}
	}
	if strings.TrimSpace(key("  • Share: ")) != "share" {
		t.Errorf("key of a decorated line is %q, want share", key("  • Share: "))
	}
}
