package capture

import (
	"slices"
	"strings"
	"testing"

	"dateline/story"
)

// TestSpeakersAreKnownByWhatTheStorySaid reads short stories and asks who
// speaks in each quotation, in order; what only reports speech is none.
func TestSpeakersAreKnownByWhatTheStorySaid(t *testing.T) {
	for name, c := range map[string]struct {
		story string
		want  []string
	}{
		"surname, pronoun, office, several paragraphs": {`Ministers Argue Over the Price of Bread
Egypt's government raised the price of subsidised bread on Tuesday, ministers said.
The finance minister, Mohamed Maait, called the move “painful but necessary” and said it would save billions.
Kerry said: «We came here to listen to the people of Egypt, and we have heard them.»
U.S. Secretary of State John Kerry arrived on Monday.
‘We will not pay,’ said Samira Hassan, a mother of four, as she left a bakery. ‘My children eat ten loaves.’
“It is a shame,” she said. “A real shame.”
"The price is the price," the minister said.
"I've seen it before," recalled Dr. Ahmed Fathy, 61, an economist at Cairo University.
"When I was young we ate beans.
"Then came the bread, and we forgot the beans," he went on.
Asked about protests, Kerry said he was "not worried".
"It's a matter of weeks," he told Reuters.
It rained.`, []string{"[John Kerry|U.S. Secretary of State]", "[Samira Hassan|mother of four]", "[Samira Hassan|mother of four]", "[Mohamed Maait|finance minister]",
			"[Ahmed Fathy|economist at Cairo University]", "[Ahmed Fathy|economist at Cairo University]", "[Ahmed Fathy|economist at Cairo University]", "[John Kerry|U.S. Secretary of State]"}},
		"verb and pronoun turned round, title before a surname": {`Le président veut un référendum sur les institutions
Le président Emmanuel Macron a annoncé mercredi un référendum sur la réforme des institutions, prévu pour le printemps.
« Le peuple tranchera », a affirmé M. Macron lors d'une conférence de presse.
Pour le chef de l'opposition, Jean-Luc Martin, c'est « une diversion ».
"Nous n'avons pas besoin d'un référendum mais de médecins et d'écoles", a-t-il lancé.
Selon la constitutionnaliste Anne Levade, « le calendrier est intenable, car le Parlement doit voter deux fois avant la convocation ».`,
			[]string{"[Emmanuel Macron|président]", "[Jean-Luc Martin|chef de l'opposition]", "[Anne Levade|constitutionnaliste]"}},
		"Arabic, office before the name": {`وزير الخارجية الأميركي يصل إلى القاهرة لبحث الهدنة
وصل وزير الخارجية الأميركي جون كيري إلى القاهرة يوم الاثنين لبحث اتفاق الهدنة مع المسؤولين المصريين.
وقال كيري في مؤتمر صحفي: "نحن هنا لكي نستمع إلى الجميع، ولن نغادر قبل أن نصل إلى اتفاق يحفظ الأرواح".
وأضاف: "الوقت ليس في صالح أحد، والناس ينتظرون منا أكثر من الكلام".
من جهته، أكد المتحدث باسم الأمم المتحدة ستيفان دوجاريك أن المنظمة "مستعدة للمساعدة".
وقال دوجاريك: «لدينا الشاحنات والسائقون، وما ينقصنا هو الطريق المفتوح».`,
			[]string{"[جون كيري|وزير الخارجية الأميركي]", "[جون كيري|وزير الخارجية الأميركي]", "[ستيفان دوجاريك|المتحدث باسم الأمم المتحدة]"}},
		"Persian, office behind the name": {`وزیر خارجه آمریکا وارد تهران شد
جان کری، وزیر خارجه آمریکا، روز دوشنبه برای گفت‌وگو درباره توافق هسته‌ای وارد تهران شد و با مقام‌ها دیدار کرد.
آقای کری گفت: «ما آمده‌ایم که گوش کنیم و تا رسیدن به توافق اینجا می‌مانیم.»
او افزود: «زمان به سود هیچ‌کس نیست و مردم بیش از حرف می‌خواهند.»
حسین امیری سخنگوی وزارت خارجه ایران گفت: «تا زمانی که تحریم‌ها برداشته نشود امضایی در کار نخواهد بود.»
«من فقط می‌خواهم کار کنم»، این را علی رضایی، راننده تاکسی در تهران، می‌گوید.`,
			[]string{"[جان کری|وزیر خارجه آمریکا]", "[جان کری|وزیر خارجه آمریکا]", "[حسین امیری|سخنگوی وزارت خارجه ایران]", "[علی رضایی|راننده تاکسی در تهران]"}},
		"Chinese, foreign surname": {`美国国务卿访问北京
美国国务卿约翰·克里星期一抵达北京，就气候变化问题与中国官员举行会谈。
克里说：“我们来这里是为了倾听，也是为了达成一项对子孙后代负责的协议。”
“时间不多了。”他补充说。
中国外交部发言人华春莹在例行记者会上表示：“中方一贯主张通过对话解决分歧，希望双方相向而行。”
华春莹称，会谈是“建设性的”。
环保人士李明对此表示怀疑。“我听过很多承诺，”李明说，“可是河里的水还是黑的。”`,
			[]string{"[约翰·克里|美国国务卿]", "[约翰·克里|美国国务卿]", "[华春莹|中国外交部发言人]", "[李明|环保人士]"}},
	} {
		got, err := Capture(strings.NewReader(c.story), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var voices []string
		for _, b := range got.Blocks {
			if b.Type == story.Quote {
				voices = append(voices, voice(b.Attrs.Speaker, b.Attrs.Role))
			}
		}
		if !slices.Equal(voices, c.want) {
			t.Errorf("%s: speakers\n got %q\nwant %q", name, voices, c.want)
		}
	}
}
