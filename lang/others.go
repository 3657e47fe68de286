package lang

import (
	"sync"
	"sync/atomic"
)

// mostOthers bounds what strangers' tags can make us keep; past it such a language is made anew each time.
const mostOthers = 512

var (
	others     sync.Map // Tag to *Language: languages without a facts file that somebody has asked for
	othersKept atomic.Int64
)
