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

// Develop makes the renditions of a picture that every browser reads, so that
// pages have them soon, and puts in line the job that makes the others.
func (d *Darkroom) Develop(ctx context.Context, asset string) error {
	formats := d.Tool.Formats()
	if err := d.develop(ctx, asset, formats[:1]); err != nil || len(formats) == 1 {
		return err
	}
	return d.Store.InTx(ctx, func(tx *store.Tx) error {
		return tx.PutJob(ctx, store.Job{ID: id.New(), Kind: Refine, Subject: asset, Due: d.now()})
	})
}

// Refine makes the renditions that are smallest and take longest.
func (d *Darkroom) Refine(ctx context.Context, asset string) error {
	return d.develop(ctx, asset, d.Tool.Formats()[1:])
}

func (d *Darkroom) develop(ctx context.Context, asset string, groups [][]string) error {
	a, err := d.Store.Asset(ctx, media.ID(asset))
	if err != nil {
		return err
	}
	if a.Kind != media.Picture {
		return nil
	}
	folder, err := os.MkdirTemp(d.Tmp, "develop-*")
	if err != nil {
		return fmt.Errorf("developing %s: %w", a.ID, err)
	}
	defer os.RemoveAll(folder) //nolint:errcheck // swept at the next start
	print, err := d.negative(ctx, a, folder)
	if err != nil {
		return fmt.Errorf("developing %s: %w", a.ID, err)
	}
	for _, formats := range groups {
		if err := d.make(ctx, a, print, folder, formats); err != nil {
			return fmt.Errorf("developing %s as %s: %w", a.ID, strings.Join(formats, ", "), err)
		}
	}
	return nil
}

// negative copies the upload to where the tool may read it.
func (d *Darkroom) negative(ctx context.Context, a *media.Asset, folder string) (Negative, error) {
	n := Negative{Path: filepath.Join(folder, "negative."+a.Ext), Width: a.Width, Height: a.Height}
	if err := d.fetch(ctx, a.Hash, n.Path); err != nil {
		return n, err
	}
	return n, n.turn(ctx)
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

// make makes, keeps and records the renditions of some formats.
func (d *Darkroom) make(ctx context.Context, a *media.Asset, n Negative, folder string, formats []string) error {
	sheets := sheetsOf(n, formats, folder)
	if err := d.Tool.Render(ctx, n, sheets); err != nil {
		return err
	}
	var made []media.Rendition
	for _, s := range sheets {
		r := media.Rendition{Width: s.Width, Height: evenHeight(s.Width, n), Ext: s.Ext}
		if err := d.keep(ctx, s.Path, &r); err != nil {
			return err
		}
		made = append(made, r)
	}
	return d.recordRenditions(ctx, a, made)
}

func (d *Darkroom) recordRenditions(ctx context.Context, a *media.Asset, made []media.Rendition) error {
	return d.Store.InTx(ctx, func(tx *store.Tx) error {
		for _, r := range made {
			if err := tx.PutRendition(ctx, a.ID, r); err != nil {
				return err
			}
		}
		_, err := tx.Record(ctx, event.Event{Kind: event.Developed, Subject: string(a.ID), At: d.now()})
		return err
	})
}

// keep stores the bytes of a rendition, and sets what follows from them.
func (d *Darkroom) keep(ctx context.Context, path string, r *media.Rendition) error {
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
