package site

import (
	"bytes"
	"net/http"

	"dateline/page"
	"dateline/story"
)

// Preview answers with the readers' page of a revision, public or not. The
// caller has checked that the person may read it and hands over story and
// revision: the site reads no draft itself. The page says that it is a preview,
// and nothing caches it. The caller reports the error.
func (s *Site) Preview(w http.ResponseWriter, r *http.Request, st *story.Story, rev *story.Revision, light bool) error {
	ctx, rend := r.Context(), s.newRendering(light)
	e, err := s.store.Edition(ctx, st.Edition)
	if err != nil {
		return err
	}
	around, assets, err := rend.around(ctx, st, rev.Document)
	if err != nil {
		return err
	}
	f, err := rend.frame(ctx, e)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := page.NewPreview(f, st, rev.Document, around, assets).Render(ctx, &body); err != nil {
		return err
	}
	h := w.Header()
	secure(h)
	h["Content-Type"], h["Cache-Control"], h["X-Robots-Tag"] = htmlType, noStore, noindex
	_, _ = w.Write(body.Bytes()) // a desk that has gone away is no fault
	return nil
}
