package lang_test

import (
	"testing"

	"dateline/lang"
)

// news is two sentences of news in each language, written for this test.
var news = map[lang.Tag]string{
	"en":      "The river rose by two metres in one night and reached the market square on Monday morning. Firefighters took forty people out of their houses by boat.",
	"fr":      "La rivière est montée de deux mètres en une nuit et a atteint la place du marché lundi matin. Les pompiers ont évacué quarante personnes en barque.",
	"uk":      "За одну ніч річка піднялася на два метри і в понеділок уранці дійшла до ринкової площі. Рятувальники вивезли човнами сорок людей.",
	"ru":      "За одну ночь река поднялась на два метра и в понедельник утром дошла до рыночной площади. Спасатели вывезли на лодках сорок человек.",
	"fa":      "سطح آب رودخانه در یک شب دو متر بالا آمد و بامداد دوشنبه به میدان بازار رسید. آتش\u200cنشانان چهل نفر را با قایق از خانه\u200cهایشان بیرون بردند.",
	"ar":      "ارتفع منسوب النهر مترين في ليلة واحدة ووصل إلى ساحة السوق صباح الاثنين. وأجلى رجال الإطفاء أربعين شخصا من منازلهم بالقوارب.",
	"ps":      "د سیند اوبه په یوه شپه کې دوه متره لوړې شوې او د دوشنبې په سهار د بازار ډګر ته ورسېدې. د اور وژنې کارکوونکو څلوېښت کسان په کښتیو کې وایستل.",
	"ur":      "دریا کی سطح ایک ہی رات میں دو میٹر بلند ہوئی اور پیر کی صبح پانی بازار کے چوک تک پہنچ گیا۔ امدادی کارکنوں نے چالیس افراد کو کشتیوں کے ذریعے گھروں سے نکالا۔",
	"my":      "မြစ်ရေသည် တစ်ညအတွင်း နှစ်မီတာ မြင့်တက်ပြီး တနင်္လာနေ့နံနက်တွင် ဈေးရင်ပြင်သို့ ရောက်ရှိလာသည်။ မီးသတ်သမားများက လူလေးဆယ်ကို လှေဖြင့် ကယ်ထုတ်ခဲ့သည်။",
	"zh-Hans": "河水一夜之间上涨了两米，星期一早上漫到了市场广场。消防员用船把四十人从家中救出。",
	"zh-Hant": "河水一夜之間上漲了兩米，星期一早上漫到了市場廣場。消防員用船把四十人從家中救出。",
	"sw":      "Maji ya mto yaliongezeka kwa mita mbili usiku mmoja na kufika kwenye uwanja wa soko Jumatatu asubuhi. Wazima moto waliwaokoa watu arobaini kutoka nyumba zao kwa mashua.",
	"es":      "El río subió dos metros en una noche y llegó a la plaza del mercado el lunes por la mañana. Los bomberos sacaron a cuarenta personas de sus casas en barca.",
	"pt":      "O rio subiu dois metros numa noite e chegou à praça do mercado na segunda-feira de manhã. Os bombeiros retiraram quarenta pessoas das suas casas de barco.",
	"ln":      "Mai ya ebale emataki na bametele mibale na butu moko mpe ekomaki na zando mokolo ya liboso na ntongo. Basali ya leta babimisaki bato ntuku minei na bandako na bango na bwato.",
	"ha":      "Ruwan kogin ya tashi da mita biyu a dare daya kuma ya kai dandalin kasuwa da safiyar Litinin. Ma'aikatan kashe gobara sun fitar da mutane arba'in daga gidajensu da jirgin ruwa.",
	"so":      "Biyaha webiga ayaa hal habeen kor u kacay laba mitir waxayna subaxnimadii Isniinta gaareen fagaaraha suuqa. Dab-demiyayaashu waxay afartan qof guryahooda kaga soo saareen doonyo.",
	"tr":      "Nehir bir gecede iki metre yükseldi ve pazartesi sabahı pazar meydanına ulaştı. İtfaiyeciler kırk kişiyi evlerinden teknelerle çıkardı.",
	"id":      "Air sungai naik dua meter dalam semalam dan mencapai alun-alun pasar pada Senin pagi. Petugas pemadam kebakaran mengeluarkan empat puluh orang dari rumah mereka dengan perahu.",
	"vi":      "Nước sông dâng hai mét trong một đêm và tràn đến quảng trường chợ vào sáng thứ Hai. Lính cứu hỏa đã đưa bốn mươi người ra khỏi nhà bằng thuyền.",
	"he":      "הנהר עלה בשני מטרים בלילה אחד והגיע לכיכר השוק ביום שני בבוקר. הכבאים חילצו ארבעים בני אדם מבתיהם בסירות.",
	"pl":      "Rzeka podniosła się o dwa metry w ciągu jednej nocy i w poniedziałek rano dotarła na rynek. Strażacy wywieźli łodziami czterdzieści osób.",
	"lv":      "Upe vienas nakts laikā pacēlās par diviem metriem un pirmdienas rītā sasniedza tirgus laukumu. Ugunsdzēsēji ar laivām izveda četrdesmit cilvēkus.",
	"is":      "Áin hækkaði um tvo metra á einni nóttu og náði að markaðstorginu á mánudagsmorgun. Slökkviliðsmenn fluttu fjörutíu manns úr húsum sínum með bátum.",
	"mn":      "Гол нэг шөнийн дотор хоёр метр нэмэгдэж, даваа гарагийн өглөө захын талбайд хүрчээ. Гал сөнөөгчид дөчин хүнийг завиар гаргажээ.",
	"ka":      "მდინარემ ერთ ღამეში ორი მეტრით მოიმატა და ორშაბათს დილით ბაზრის მოედანს მიაღწია. მეხანძრეებმა ორმოცი ადამიანი ნავებით გამოიყვანეს.",
	"ko":      "강물이 하룻밤 사이에 2미터 불어나 월요일 아침 시장 광장까지 차올랐다. 소방관들이 보트로 주민 사십 명을 구조했다.",
	"ja":      "川は一晩で二メートル増水し、月曜日の朝には市場の広場に達した。消防隊員がボートで四十人を救い出した。",
	"hi":      "नदी का पानी एक रात में दो मीटर बढ़ गया और सोमवार सुबह बाज़ार के चौक तक पहुँच गया। दमकल कर्मियों ने चालीस लोगों को नावों से बाहर निकाला।",
	"bn":      "এক রাতে নদীর পানি দুই মিটার বেড়ে সোমবার সকালে বাজারের চত্বরে পৌঁছে যায়। দমকলকর্মীরা চল্লিশ জনকে নৌকায় করে উদ্ধার করেন।",
}

func TestTwoSentencesOfNewsTellTheirLanguage(t *testing.T) {
	for want, text := range news {
		got, sure := lang.Guess(text)
		if got != want || sure < 0.5 {
			t.Errorf("%s: guessed %q with %.2f", want, got, sure)
		}
	}
}

// Ossetian and Navajo have no letters here, and the third is no language.
func TestALanguageThatIsNotKnownIsNotTakenForAnother(t *testing.T) {
	for _, text := range []string{
		"Цæугæдон иу æхсæвмæ дыууæ метры схызт æмæ къуырисæры райсом базары фæзмæ бахæццæ. Зынгхуыссынгæнджытæ цыппор адæймаджы сæ хæдзæрттæй ракодтой.",
		"Tooh tłʼééʼ tʼááłáʼígíí biyiʼ naaki metres yíiyáá dóó Damóo Biiskání abínígo naalyéhé bá hooghan bíighahgi yíkááʼ.",
		"Zqyx wvrtk pfglh qzdwx vbnmk jhgfq wrtzp lkjhg qxcvb nmpqz wsxrf vtgbz hnujq mikxl.",
	} {
		if got, sure := lang.Guess(text); got != "" || sure != 0 {
			t.Errorf("%q: guessed %q with %.2f, want none", text, got, sure)
		}
	}
}

func TestWhichLanguagesAreKnownByTheirLetters(t *testing.T) {
	for tag, want := range map[lang.Tag]bool{"en": true, "uk": true, "zh-Hans": true, "th": true, "os": false, "nv": false, "sa": false} {
		if got := lang.Of(tag).Guessable(); got != want {
			t.Errorf("%s: known by its letters %v, want %v", tag, got, want)
		}
	}
}

func TestAFewLettersAreNoSureGuess(t *testing.T) {
	for _, text := range []string{"", "12:30 – 14:00", "Na"} {
		if got, sure := lang.Guess(text); sure > 0.2 {
			t.Errorf("%q: guessed %q with %.2f, want at most 0.2", text, got, sure)
		}
	}
}

func TestAForeignNameDoesNotChangeTheGuess(t *testing.T) {
	got, _ := lang.Guess("Hans-Dietrich Genscher: " + news["fa"])
	if got != "fa" {
		t.Errorf("got %q, want fa", got)
	}
}

func FuzzGuess(f *testing.F) {
	for _, text := range news {
		f.Add(text)
	}
	f.Add("\xff\xfe\u0000")
	f.Fuzz(func(t *testing.T, text string) {
		if _, sure := lang.Guess(text); !(sure >= 0 && sure <= 1) {
			t.Errorf("%q: sure %v", text, sure)
		}
	})
}
