package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/media"
)

const assetColumns = `id, hash, kind, type, ext, filename, size, width, height, duration, colour, alt, credit, licence, source, person, created, unstripped`

// Asset is the asset with the id, with its renditions.
func (r reader) Asset(ctx context.Context, id media.ID) (*media.Asset, error) {
	all, err := r.Assets(ctx, []string{string(id)})
	if err != nil {
		return nil, err
	}
	a, ok := all[id]
	if !ok {
		return nil, fmt.Errorf("asset %s: %w", id, fault.New(fault.NotFound, msg.FaultAssetUnknown(string(id))))
	}
	return &a, nil
}

// Assets are those of the assets that there are, with their renditions.
func (r reader) Assets(ctx context.Context, ids []string) (map[media.ID]media.Asset, error) {
	found := make(map[media.ID]media.Asset, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	w := where{text: `SELECT ` + assetColumns + ` FROM asset WHERE created > -1`}
	keep := in(&w, "id", ids)
	all, err := r.assets(ctx, keep, w.text, w.args...)
	for _, a := range all {
		found[a.ID] = a
	}
	return found, err
}

// MissingAsset is the first of the assets that is not there; empty where all are.
func (r reader) MissingAsset(ctx context.Context, ids []string) (string, error) {
	have, err := r.Assets(ctx, ids)
	if err != nil {
		return "", err
	}
	for _, id := range ids {
		if _, ok := have[media.ID(id)]; !ok {
			return id, nil
		}
	}
	return "", nil
}

// AssetByHash is the first asset that has these bytes.
func (r reader) AssetByHash(ctx context.Context, hash media.Hash) (*media.Asset, error) {
	all, err := r.assets(ctx, true, `SELECT `+assetColumns+` FROM asset WHERE hash = $1 ORDER BY created, id LIMIT 1`, hash)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("asset of file %s: %w", hash, fault.New(fault.NotFound, msg.FaultNotFound()))
	}
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}

// AssetsLike are the newest assets of a kind (empty: of every kind) of whose
// description, file name or credit the text is a part.
func (r reader) AssetsLike(ctx context.Context, kind media.Kind, text string, limit int) ([]media.Asset, error) {
	w := where{text: `SELECT ` + assetColumns + ` FROM asset WHERE created > -1`}
	if kind != "" {
		w.and("kind = ", kind)
	}
	if text != "" {
		w.text += ` AND folded LIKE ` + w.arg("%"+escapeLike(lang.Fold(storable(text)))+"%") + ` ESCAPE '\'`
	}
	w.text += " ORDER BY created DESC, id DESC LIMIT " + w.arg(limit)
	return r.assets(ctx, true, w.text, w.args...)
}

func (r reader) assets(ctx context.Context, cached bool, text string, args ...any) ([]media.Asset, error) {
	var all []media.Asset
	err := r.each(ctx, cached, text, args, func(scan func(...any) error) error {
		var a media.Asset
		var duration, created int64
		err := scan(&a.ID, &a.Hash, &a.Kind, &a.Type, &a.Ext, &a.Filename, &a.Size, &a.Width, &a.Height, &duration,
			&a.Colour, &a.Alt, &a.Credit, &a.Licence, &a.Source, &a.By, &created, &a.Unstripped)
		a.Duration, a.Created = time.Duration(duration)*time.Microsecond, moment(created)
		all = append(all, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	return all, r.addRenditions(ctx, all)
}

// mostAsked is how many values one question holds; databases bound them.
const mostAsked = 4096

func (r reader) addRenditions(ctx context.Context, all []media.Asset) error {
	ids := make([]media.ID, len(all))
	at := make(map[media.ID]int, len(all))
	for i := range all {
		ids[i], at[all[i].ID] = all[i].ID, i
	}
	for some := range slices.Chunk(ids, mostAsked) {
		w := where{text: `SELECT asset, width, height, ext, hash, size FROM rendition WHERE width > -1`}
		keep := in(&w, "asset", some)
		err := r.each(ctx, keep, w.text+" ORDER BY asset, width DESC, ext", w.args, func(scan func(...any) error) error {
			var of media.ID
			var x media.Rendition
			if err := scan(&of, &x.Width, &x.Height, &x.Ext, &x.Hash, &x.Size); err != nil {
				return err
			}
			a := &all[at[of]]
			a.Renditions = append(a.Renditions, x)
			return nil
		})
		if err != nil {
			return fmt.Errorf("renditions: %w", err)
		}
	}
	return nil
}

// PutAsset saves an asset, new or described better; the file and who brought it never change.
func (t *Tx) PutAsset(ctx context.Context, a *media.Asset) error {
	filename, alt, credit := storable(a.Filename), storable(a.Alt), storable(a.Credit)
	_, err := t.do(ctx, `INSERT INTO asset (`+assetColumns+`, folded)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
		ON CONFLICT (id) DO UPDATE SET width = excluded.width, height = excluded.height, duration = excluded.duration, colour = excluded.colour,
			alt = excluded.alt, credit = excluded.credit, licence = excluded.licence, source = excluded.source, folded = excluded.folded, unstripped = excluded.unstripped`,
		a.ID, a.Hash, a.Kind, a.Type, a.Ext, filename, a.Size, a.Width, a.Height, a.Duration.Microseconds(), a.Colour,
		alt, credit, storable(a.Licence), storable(a.Source), a.By, micros(a.Created), a.Unstripped, findable(alt, filename, credit))
	if err != nil {
		return fmt.Errorf("asset %s: %w", a.ID, err)
	}
	return nil
}

// PutRendition saves one size of a picture in one format; made again, it takes the earlier one's place.
func (t *Tx) PutRendition(ctx context.Context, of media.ID, x media.Rendition) error {
	_, err := t.do(ctx, `INSERT INTO rendition (asset, width, height, ext, hash, size) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (asset, width, ext) DO UPDATE SET height = excluded.height, hash = excluded.hash, size = excluded.size`,
		of, x.Width, x.Height, x.Ext, x.Hash, x.Size)
	if err != nil {
		return fmt.Errorf("rendition %d.%s of asset %s: %w", x.Width, x.Ext, of, err)
	}
	return nil
}
