package darkroom

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"dateline/audit"
	"dateline/blob"
	"dateline/event"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
)

// Remux makes what readers get of a sound or film: the same sound and film
// without their private metadata. The upload stays, and is never served.
func (d *Darkroom) Remux(ctx context.Context, asset string) error {
	a, err := d.Store.Asset(ctx, media.ID(asset))
	if err != nil || a.Kind == media.Picture {
		return err
	}
	if err := d.remux(ctx, a); err != nil {
		return fmt.Errorf("remuxing %s: %w", a.ID, err)
	}
	return nil
}

func (d *Darkroom) remux(ctx context.Context, a *media.Asset) error {
	folder, err := os.MkdirTemp(d.Tmp, "remux-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // swept at the next start
	from, to := filepath.Join(folder, "upload."+a.Ext), filepath.Join(folder, "bare."+a.Ext)
	if err := d.fetch(ctx, a.Hash, from); err != nil {
		return err
	}
	err = d.Tool.Remux(ctx, from, a.Ext, to)
	if errors.Is(err, errors.ErrUnsupported) {
		if a.Unstripped != "" {
			return nil
		}
		return fault.Wrap(err, fault.Unsupported, msg.FaultUploadMetadataStays())
	}
	if err != nil {
		return err
	}
	r := media.Rendition{Width: a.Width, Height: a.Height, Ext: a.Ext}
	if err := d.save(ctx, to, &r); err != nil {
		return err
	}
	return d.recordRenditions(ctx, a, []media.Rendition{r})
}

// CanRemux reports whether the tool can take the metadata out of sound and film.
func (d *Darkroom) CanRemux() bool {
	_, plain := d.Tool.(Builtin)
	return !plain
}

// Retry begins the renditions of an asset anew. agreed says that a sound or
// film may be served with its metadata as long as there is nothing better.
func (d *Darkroom) Retry(ctx context.Context, by *staff.Person, of media.ID, agreed bool) error {
	if !by.MayWrite() {
		return fault.New(fault.Forbidden, msg.FaultForbidden())
	}
	return d.Store.InTx(ctx, func(tx *store.Tx) error {
		a, err := tx.Asset(ctx, of)
		if err != nil {
			return err
		}
		if agreed && a.Kind != media.Picture && a.Unstripped == "" {
			a.Unstripped = by.ID
			if err := tx.PutAsset(ctx, a); err != nil {
				return err
			}
		}
		detail := ""
		if agreed {
			detail = "may be served with its metadata"
		}
		if err := tx.Audit(ctx, audit.Entry{At: d.now(), By: by.ID, Kind: audit.TriedAgain, Subject: string(a.ID), Detail: detail}); err != nil {
			return err
		}
		return d.requeue(ctx, tx, a)
	})
}

// requeue queues an asset's job in place of those that have failed.
func (d *Darkroom) requeue(ctx context.Context, tx *store.Tx, a *media.Asset) error {
	if err := tx.DropDead(ctx, a.ID); err != nil {
		return err
	}
	if err := d.queue(ctx, tx, a); err != nil {
		return err
	}
	_, err := tx.Record(ctx, event.Event{Kind: event.AssetChanged, Subject: string(a.ID), At: d.now()})
	return err
}

// repair takes bytes again that a known asset has lost, and begins its
// renditions anew where they are lost or have failed.
func (d *Darkroom) repair(ctx context.Context, a *media.Asset, taken *blob.Taken) error {
	whole, err := d.exists(ctx, a.Hash)
	if err != nil {
		return err
	}
	if !whole {
		if err := taken.Keep(ctx); err != nil {
			return err
		}
	}
	undone, err := d.Store.PendingJobs(ctx, []string{string(a.ID)})
	if err != nil {
		return err
	}
	job, waits := undone[a.ID]
	if waits && !job.Dead {
		return nil
	}
	whole = len(a.Renditions) > 0 || a.Unstripped != ""
	for _, r := range a.Renditions {
		there, err := d.exists(ctx, r.Hash)
		if err != nil {
			return err
		}
		whole = whole && there
	}
	if whole && !waits {
		return nil
	}
	return d.Store.InTx(ctx, func(tx *store.Tx) error { return d.requeue(ctx, tx, a) })
}

// exists reports whether the bucket has the bytes.
func (d *Darkroom) exists(ctx context.Context, hash media.Hash) (bool, error) {
	file, _, err := d.Bucket.Open(ctx, hash)
	if errors.Is(err, blob.ErrNotThere) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, file.Close()
}
