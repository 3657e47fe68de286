package darkroom

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dateline/blob"
	"dateline/event"
	"dateline/fault"
	"dateline/id"
	"dateline/media"
	"dateline/store"
)

// Render makes the renditions of a picture that every browser reads, so that
// pages have them soon, and puts in line the job that makes the others.
func (d *Darkroom) Render(ctx context.Context, asset string) error {
	formats := d.Tool.Formats()
	if err := d.render(ctx, asset, formats[:1]); err != nil || len(formats) == 1 {
		return err
	}
	return d.Store.InTx(ctx, func(tx *store.Tx) error {
		return tx.PutJob(ctx, store.Job{ID: id.New(), Kind: Refine, Subject: asset, Due: d.now()})
	})
}

// Refine makes the renditions that are smallest and take longest.
func (d *Darkroom) Refine(ctx context.Context, asset string) error {
	return d.render(ctx, asset, d.Tool.Formats()[1:])
}

func (d *Darkroom) render(ctx context.Context, asset string, groups [][]string) error {
	a, err := d.Store.Asset(ctx, media.ID(asset))
	if err != nil {
		return err
	}
	if a.Kind != media.Picture {
		return nil
	}
	folder, err := os.MkdirTemp(d.Tmp, "develop-*")
	if err != nil {
		return fmt.Errorf("rendering %s: %w", a.ID, err)
	}
	defer os.RemoveAll(folder) //nolint:errcheck // swept at the next start
	original, err := d.original(ctx, a, folder)
	if err != nil {
		return fmt.Errorf("rendering %s: %w", a.ID, err)
	}
	for _, formats := range groups {
		if err := d.renderFormats(ctx, a, original, folder, formats); err != nil {
			return fmt.Errorf("rendering %s as %s: %w", a.ID, strings.Join(formats, ", "), err)
		}
	}
	return nil
}

// original copies the upload to where the tool may read it.
func (d *Darkroom) original(ctx context.Context, a *media.Asset, folder string) (Original, error) {
	n := Original{Path: filepath.Join(folder, "original."+a.Ext), Width: a.Width, Height: a.Height}
	if err := d.fetch(ctx, a.Hash, n.Path); err != nil {
		return n, err
	}
	return n, n.orient(ctx)
}

// fetch copies bytes out of the bucket into a file.
func (d *Darkroom) fetch(ctx context.Context, hash media.Hash, path string) error {
	from, _, err := d.Bucket.Open(ctx, hash)
	if errors.Is(err, blob.ErrNotThere) {
		return fault.Wrap(err, fault.NotFound, fault.NotFound.General())
	}
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Close())
}

// renderFormats makes, saves and records the renditions of some formats.
func (d *Darkroom) renderFormats(ctx context.Context, a *media.Asset, n Original, folder string, formats []string) error {
	outputs := outputsOf(n, formats, folder)
	if err := d.Tool.Render(ctx, n, outputs); err != nil {
		return err
	}
	var renditions []media.Rendition
	for _, s := range outputs {
		r := media.Rendition{Width: s.Width, Height: evenHeight(s.Width, n), Ext: s.Ext}
		if err := d.save(ctx, s.Path, &r); err != nil {
			return err
		}
		renditions = append(renditions, r)
	}
	return d.recordRenditions(ctx, a, renditions)
}

func (d *Darkroom) recordRenditions(ctx context.Context, a *media.Asset, renditions []media.Rendition) error {
	return d.Store.InTx(ctx, func(tx *store.Tx) error {
		for _, r := range renditions {
			if err := tx.PutRendition(ctx, a.ID, r); err != nil {
				return err
			}
		}
		_, err := tx.Record(ctx, event.Event{Kind: event.AssetChanged, Subject: string(a.ID), At: d.now()})
		return err
	})
}

// save stores the bytes of a rendition, and sets its hash and size.
func (d *Darkroom) save(ctx context.Context, path string, r *media.Rendition) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	taken, err := d.Bucket.Take(ctx, file, -1)
	if err != nil {
		return err
	}
	defer taken.Drop()
	r.Hash, r.Size = taken.Hash, taken.Size
	return taken.Keep(ctx)
}
