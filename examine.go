package dateline

import (
	"context"
	"errors"
	"fmt"

	"dateline/blob"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
)

// Hold keeps others from serving or restoring this house until free is called.
func (h *House) Hold() (free func(), err error) { return hold(h.Settings.Data) }

// Examine looks for what should not be: files that records name and the bucket
// does not have, events with a hole. Each is told; any is a fault.
func (h *House) Examine(ctx context.Context, tell func(problem string)) error {
	problems := 0
	found := func(format string, args ...any) {
		problems++
		tell(fmt.Sprintf(format, args...))
	}
	all, err := h.Store.AssetsLike(ctx, "", "", 1<<30)
	if err != nil {
		return err
	}
	for i := range all {
		for _, hash := range hashesOf(&all[i]) {
			file, _, err := h.Bucket.Open(ctx, hash)
			if errors.Is(err, blob.ErrNotThere) {
				found("asset %s: file %s is not there", all[i].ID, hash)
				continue
			}
			if err != nil {
				return err
			}
			file.Close()
		}
	}
	if err := h.examineEvents(ctx, found); err != nil {
		return err
	}
	if problems > 0 {
		return fault.New(fault.Internal, msg.FaultProblems(problems))
	}
	return nil
}

func hashesOf(a *media.Asset) []media.Hash {
	hashes := []media.Hash{a.Hash}
	for _, r := range a.Renditions {
		hashes = append(hashes, r.Hash)
	}
	return hashes
}

func (h *House) examineEvents(ctx context.Context, found func(string, ...any)) error {
	last := int64(0)
	for {
		events, err := h.Store.Events(ctx, last, 1000)
		if err != nil || len(events) == 0 {
			return err
		}
		for _, e := range events {
			if e.Number != last+1 {
				found("events: %d follows %d", e.Number, last)
			}
			last = e.Number
		}
	}
}
