package storetest

import "testing"

// Run runs the suite; fresh gives the address of an empty database.
func Run(t *testing.T, fresh func(testing.TB) string) {
	for _, c := range []struct {
		sentence string
		holds    func(*testing.T, *Desk)
	}{
		{"a withdrawn story is gone from cards, corrections and copies until it is restored", withdrawnIsGone},
		{"a story without an act cannot be read whatever its pointer says", noActNoStory},
		{"a story's card follows what is shown, and its first date never moves", cardFollows},
		{"a front page can be turned page by page, even among stories of one moment", frontPages},
		{"a translation group shows its public members only", groupShowsPublic},
		{"corrections are listed newest first", correctionsNewestFirst},
		{"two saves on one base: the second is kept as a branch", secondSaveIsBranch},
		{"what is typed is one row of its tab, overwritten, until it is a revision", workingIsOneRow},
		{"six people who save one story at once are all kept, one as the head", saveAtOnce},
		{"a save that would overwrite another's is refused and leaves nothing", staleSaveRefused},
		{"the same key again is the same save and the same act", keysAreOnce},
		{"an act on a story that somebody else has acted on is refused", actOnOldStory},
		{"two editors who withdraw at once: one does", withdrawAtOnce},
		{"the log has no hole and whoever follows it misses nothing, with six writers", logWithoutHole},
		{"the audit's entries have the names of what they speak of, and none of what was withdrawn", auditHasNames},
		{"every row of every table can be dumped, and read on the way out", dumpsEverything},
		{"whoever asks what cannot be answered is told so, whatever they ask", everyFailureIsTold},
		{"a transaction that fails leaves nothing and rings no bell", failureLeavesNothing},
		{"whatever is kept comes back as it was", comesBack},
		{"what is not there is said to be not there", notThere},
		{"the desk's list finds what is asked for", listFinds},
		{"a headline and a picture are found however they are typed", listFindsHoweverItIsTyped},
		{"headlines and pictures of an older house are found as those of today", olderHouseIsFolded},
		{"the desk's list can be turned page by page, even among stories of one moment", listPages},
		{"a story stands in the list of what its acts have made it, after each of them", listFollowsActs},
		{"a story whose first publication was taken back is listed as never public", undonePublicationWasNever},
		{"a person's name is taken whatever its case", nameTaken},
		{"copies of many stories are the public ones, each as it is read alone", copiesAtOnce},
		{"one source makes one story", oneSource},
		{"a session lasts until it is over, ended, or its person's sessions are", sessionsEnd},
		{"a sign-in link works once, even for two at once", linkOnce},
		{"a job is done by one worker, and by another when the first is lost", jobOnce},
		{"a job that is put again while somebody does it is done again", jobAgain},
		{"a job that is renewed is its worker's, and one that is lost is another's", jobRenewed},
		{"readers may have what public stories show, from the act to the withdrawal", assetsArePublic},
		{"every change of an asset's words and every proposal comes back, and a decision is made once", wordsComeBack},
		{"an older house learns what its readers may have from what it shows", olderHouseLearnsItsAssets},
		{"the audit is one chain for many who act at once, and no row can be changed, taken out or put in", auditIsChain},
		{"everything is there when the house opens again", opensAgain},
		{"a program that is put back by a release finds every table and column it asks for", previousRelease},
		{"what was added to a table that a release knew is filled by itself", addedColumns},
		{"every migration can be taken back, and leaves no table", takenBack},
		{"whoever meets the records of a newer program says so, goes on, and builds nothing", newerRecords},
		{"every table is in a backup or is named as left out", tablesInBackup},
	} {
		t.Run(c.sentence, func(t *testing.T) { c.holds(t, Open(t, fresh(t))) })
	}
}
