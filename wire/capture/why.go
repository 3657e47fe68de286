package capture

// Why is the reason for which a line was dropped, a stable code: the command
// line shows it with the line.
type Why string

// The reasons. Unknown is for what no rule names, so that nothing goes silently.
const (
	Ads        Why = "advertisement"
	Breaking   Why = "breaking-strip"
	Byline     Why = "byline"
	Caption    Why = "caption"
	Clock      Why = "clock"
	Comments   Why = "comments"
	Consent    Why = "cookie-notice"
	Copyright  Why = "copyright"
	Credit     Why = "credit"
	Download   Why = "download"
	Embed      Why = "embed-code"
	Follow     Why = "follow-us"
	Hidden     Why = "hidden"
	Navigation Why = "navigation"
	Newsletter Why = "newsletter"
	Player     Why = "player-state"
	Print      Why = "print"
	Related    Why = "related"
	Repeated   Why = "repeated"
	Share      Why = "share"
	SizeMark   Why = "size-mark"
	Skip       Why = "skip-link"
	Symbols    Why = "symbols"
	Tags       Why = "tags"
	Timestamp  Why = "timestamp"
	Unknown    Why = "unknown"
)
