package page

import (
	"sync"

	"dateline/lang"
	"dateline/lang/msg"
)

// words are the fixed texts of pages in one language, looked up once and not for every page.
type words struct {
	skipContent, skipNavigation, skipPlayer                    lang.Text
	editions, languages, sections, front                       lang.Text
	light, full, feeds                                         lang.Text
	corrections, correctionsIntro, noCorrections               lang.Text
	correction, readIn, related, sound                         lang.Text
	caption, credit, factbox, external, table                  lang.Text
	top, latest, newer, older                                  lang.Text
	noStories, noneInSection                                   lang.Text
	chooserTitle, chooserIntro                                 lang.Text
	notFoundTitle, notFoundText, notFoundSections              lang.Text
	withdrawnTitle, withdrawnText                              lang.Text
	errorTitle, errorText                                      lang.Text
	breakingRegion, breaking, urgent                           lang.Text
	dismiss, dismissAlert, pause, resume, paused               lang.Text
	audio, video                                               lang.Text
	playerRegion, playerEnd, play, stop, retry                 lang.Text
	seek, elapsed, whole, remaining                            lang.Text
	waiting, playing, halted, ended, failed, absent, preparing lang.Text
	preview, mute, unmute, fullscreen                          lang.Text
}

var wordsByLanguage sync.Map // *lang.Language to *words; languages of editions only, so that it stays small

func wordsOf(l *lang.Language) *words {
	if w, ok := wordsByLanguage.Load(l); ok {
		return w.(*words)
	}
	w := newWords(l)
	wordsByLanguage.Store(l, w)
	return w
}

func newWords(l *lang.Language) *words {
	say := l.Text
	return &words{
		skipContent: say(msg.SkipToContent()), skipNavigation: say(msg.SkipToNavigation()), skipPlayer: say(msg.SkipPlayer()),
		editions: say(msg.Editions()), languages: say(msg.Languages()), sections: say(msg.Sections()), front: say(msg.FrontPage()),
		light: say(msg.LightPage()), full: say(msg.FullPage()), feeds: say(msg.Feeds()),
		corrections: say(msg.Corrections()), correctionsIntro: say(msg.CorrectionsIntro()), noCorrections: say(msg.CorrectionsEmpty()),
		correction: say(msg.Correction()), readIn: say(msg.ReadIn()), related: say(msg.Related(2)), sound: say(msg.SoundAndFilm()),
		caption: say(msg.Caption()), credit: say(msg.Credit()), factbox: say(msg.Factbox()), external: say(msg.External()), table: say(msg.Table()),
		top: say(msg.TopStories()), latest: say(msg.Latest()), newer: say(msg.Newer()), older: say(msg.Older()),
		noStories: say(msg.EditionEmpty()), noneInSection: say(msg.SectionEmpty()),
		chooserTitle: say(msg.ChooserTitle()), chooserIntro: say(msg.ChooserIntro()),
		notFoundTitle: say(msg.NotFoundTitle()), notFoundText: say(msg.NotFoundText()), notFoundSections: say(msg.NotFoundSections()),
		withdrawnTitle: say(msg.WithdrawnTitle()), withdrawnText: say(msg.WithdrawnText()),
		errorTitle: say(msg.ErrorTitle()), errorText: say(msg.ErrorText()),
		breakingRegion: say(msg.BreakingRegion()), breaking: say(msg.Breaking()), urgent: say(msg.Urgent()),
		dismiss: say(msg.Dismiss()), dismissAlert: say(msg.DismissAlert()),
		pause: say(msg.PauseUpdates()), resume: say(msg.ResumeUpdates()), paused: say(msg.UpdatesPaused()),
		audio: say(msg.Audio()), video: say(msg.Video()),
		playerRegion: say(msg.PlayerRegion()), playerEnd: say(msg.PlayerEnd()), play: say(msg.PlayerPlay()),
		stop: say(msg.PlayerPause()), retry: say(msg.PlayerRetry()),
		seek: say(msg.PlayerSeek()), elapsed: say(msg.PlayerElapsed()), whole: say(msg.PlayerDuration()), remaining: say(msg.PlayerRemaining()),
		waiting: say(msg.PlayerWaiting()), playing: say(msg.PlayerPlaying()), halted: say(msg.PlayerPaused()),
		ended: say(msg.PlayerEnded()), failed: say(msg.PlayerFailed()), absent: say(msg.PlayerUnavailable()), preparing: say(msg.PlayerPreparing()),
		preview: say(msg.Preview()), mute: say(msg.PlayerMute()), unmute: say(msg.PlayerUnmute()), fullscreen: say(msg.PlayerFullscreen()),
	}
}
