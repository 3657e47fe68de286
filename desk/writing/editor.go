package writing

import (
	"encoding/json"

	"dateline/desk/frame"
	"dateline/lang"
	"dateline/lang/msg"
)

// editorWords are the words of the editor's script, as JSON by the names it
// knows them by; the marks in braces are for the script to fill in.
func editorWords(f frame.Frame) (string, error) {
	words := make(map[string]string)
	for name, m := range editorMessages() {
		words[name] = f.Words(m)
	}
	raw, err := json.Marshal(words)
	return string(raw), err
}

func editorMessages() map[string]lang.Message {
	return map[string]lang.Message{
		"toolbar":        msg.DeskEditorToolbar(),
		"text":           msg.DeskEditorText(),
		"strong":         msg.DeskEditorStrong(),
		"em":             msg.DeskEditorEm(),
		"link":           msg.DeskEditorLink(),
		"language":       msg.DeskEditorLanguage(),
		"paragraph":      msg.DeskEditorParagraph(),
		"heading2":       msg.DeskEditorHeading2(),
		"heading3":       msg.DeskEditorHeading3(),
		"bullets":        msg.DeskEditorBullets(),
		"numbers":        msg.DeskEditorNumbers(),
		"quote":          msg.DeskEditorQuote(),
		"factbox":        msg.DeskEditorFactbox(),
		"picture":        msg.DeskEditorPicture(),
		"audio":          msg.DeskEditorAudio(),
		"video":          msg.DeskEditorVideo(),
		"related":        msg.DeskEditorRelated(),
		"divider":        msg.DeskEditorDivider(),
		"rtl":            msg.DeskEditorRtl(),
		"ltr":            msg.DeskEditorLtr(),
		"undo":           msg.DeskEditorUndo(),
		"redo":           msg.DeskEditorRedo(),
		"save":           msg.DeskEditorSave(),
		"keys":           msg.DeskEditorKeys(),
		"speaker":        msg.DeskEditorSpeaker(),
		"role":           msg.DeskEditorRole(),
		"title":          msg.DeskEditorTitle(),
		"alt":            msg.DeskEditorAlt(),
		"caption":        msg.DeskEditorCaption(),
		"decorative":     msg.DeskEditorDecorative(),
		"duration":       msg.DeskEditorDuration(),
		"poster":         msg.DeskEditorPoster(),
		"table":          msg.DeskEditorTable(),
		"head":           msg.DeskEditorHead(),
		"side":           msg.DeskEditorSide(),
		"rows":           msg.DeskEditorRows(),
		"columns":        msg.DeskEditorColumns(),
		"addrow":         msg.DeskEditorAddrow(),
		"removerow":      msg.DeskEditorRemoverow(),
		"addcolumn":      msg.DeskEditorAddcolumn(),
		"removecolumn":   msg.DeskEditorRemovecolumn(),
		"tablewrong":     msg.DeskEditorTablewrong("{max}"),
		"story":          msg.DeskEditorStory(),
		"url":            msg.DeskEditorUrl(),
		"linktext":       msg.DeskEditorLinktext(),
		"choose":         msg.DeskEditorChoose(),
		"remove":         msg.DeskEditorRemove(),
		"moveup":         msg.DeskEditorMoveup(),
		"movedown":       msg.DeskEditorMovedown(),
		"noasset":        msg.DeskEditorNoasset(),
		"href":           msg.DeskEditorHref(),
		"hrefwrong":      msg.DeskEditorHrefwrong(),
		"lang":           msg.DeskEditorLang(),
		"langwrong":      msg.DeskEditorLangwrong(),
		"dir":            msg.DeskEditorDir(),
		"dirauto":        msg.DeskEditorDirauto(),
		"apply":          msg.DeskEditorApply(),
		"cancel":         msg.DeskEditorCancel(),
		"close":          msg.DeskEditorClose(),
		"unlink":         msg.DeskEditorUnlink(),
		"search":         msg.DeskEditorSearch(),
		"upload":         msg.DeskEditorUpload(),
		"uploading":      msg.DeskEditorUploading(),
		"uploadfailed":   msg.DeskEditorUploadfailed("{reason}"),
		"listfailed":     msg.DeskEditorListfailed(),
		"nothingfound":   msg.DeskEditorNothingfound(),
		"saved":          msg.DeskEditorSaved("{revision}", "{time}"),
		"unsaved":        msg.DeskEditorUnsaved(),
		"signin":         msg.DeskEditorSignin(),
		"refused":        msg.DeskEditorRefused("{reason}"),
		"safe":           msg.DeskEditorSafe("{time}"),
		"local":          msg.DeskEditorLocal("{count}"),
		"localone":       msg.DeskEditorLocalone(),
		"localnone":      msg.DeskEditorLocalnone(),
		"nocopy":         msg.DeskEditorNocopy(),
		"plain":          msg.DeskEditorPlain(),
		"place":          msg.DeskEditorPlace(),
		"normal":         msg.DeskEditorNormal("{what}"),
		"directions":     msg.DeskEditorDirections("{count}"),
		"controls":       msg.DeskEditorControls("{count}"),
		"composed":       msg.DeskEditorComposed("{count}"),
		"recoverask":     msg.DeskEditorRecoverask("{time}"),
		"recoverdropped": msg.DeskEditorRecoverdropped(),
		"recoverundo":    msg.DeskEditorRecoverundo(),
		"conflict":       msg.DeskEditorConflict("{by}", "{head}", "{branch}"),
		"compare":        msg.DeskEditorCompare(),
		"recover":        msg.DeskEditorRecover("{time}"),
		"recoveruse":     msg.DeskEditorRecoveruse(),
		"recoverdrop":    msg.DeskEditorRecoverdrop(),
		"keytoolbar":     msg.DeskEditorKeytoolbar(),
		"keytext":        msg.DeskEditorKeytext(),
	}
}
