package editor_test

import (
	"os/exec"
	"testing"
)

// script holds the browser's rules to the cases that Go's are held to, in node:
// there a half pair of surrogates is what it is.
const script = `
const { readFileSync } = require('node:fs')
const source = readFileSync('../../desk/editor/normal.js', 'utf8')
import('data:text/javascript,' + encodeURIComponent(source)).then(({ Normal }) => {
	const show = what => JSON.stringify(what).replace(/[^ -~]/g, c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'))
	let wrong = 0
	const cases = JSON.parse(readFileSync('../../lang/testdata/normal.json', 'utf8'))
	for (const { says, line, in: runs, out, changed } of cases) {
		const normal = new Normal(line)
		const got = runs.map(run => normal.text(run))
		got[got.length - 1] += normal.end()
		if (show(got) === show(out) && show(normal.changed) === show(changed)) continue
		wrong++
		console.log(says + ': ' + show(runs) + ' becomes ' + show(got) + ', ' + show(normal.changed) + '; want ' + show(out) + ', ' + show(changed))
	}
	if (cases.length < 30) throw new Error('only ' + cases.length + ' cases')
	process.exit(wrong ? 1 : 0)
})`

func TestBrowserMakesTextSuchThatItCanBeSavedByTheSameRules(t *testing.T) {
	out, err := exec.Command("node", "-e", script).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
