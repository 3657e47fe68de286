package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	"dateline"
	"dateline/staff"
)

type userCmd struct {
	Add  userAddCmd  `cmd:"" help:"Add a person and print a sign-in link for them."`
	List userListCmd `cmd:"" help:"List the staff."`
	Link userLinkCmd `cmd:"" help:"Make a sign-in link: it works once, for 30 minutes."`
}

type userAddCmd struct {
	Name string `arg:"" help:"How they sign in and how acts name them."`
	Role string `help:"What they may do." enum:"administrator,editor,reporter" default:"reporter"`
	As   string `help:"Who does this; the sole administrator by default." placeholder:"NAME"`
}

// Run adds a person.
func (c *userAddCmd) Run(ctx context.Context, s *dateline.Settings) error {
	h, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	by, err := h.Newsroom.Sole(ctx, c.As)
	if err != nil {
		return err
	}
	p, err := h.Newsroom.Hire(ctx, by, c.Name, staff.Role(c.Role))
	if err != nil {
		return err
	}
	return printLink(ctx, h, p)
}

type userListCmd struct{}

// Run lists the staff.
func (c *userListCmd) Run(ctx context.Context, s *dateline.Settings) error {
	h, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	people, err := h.Store.People(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, p := range people {
		state := "may sign in"
		if !p.Disabled.IsZero() {
			state = "may not sign in"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", p.Name, p.Role, state)
	}
	return w.Flush()
}

type userLinkCmd struct {
	Name string `arg:"" help:"Whose."`
}

// Run makes a sign-in link.
func (c *userLinkCmd) Run(ctx context.Context, s *dateline.Settings) error {
	h, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	p, err := h.Store.PersonNamed(ctx, c.Name)
	if err != nil {
		return err
	}
	return printLink(ctx, h, p)
}

func printLink(ctx context.Context, h *dateline.House, p *staff.Person) error {
	link, err := h.Link(ctx, p)
	if err != nil {
		return err
	}
	fmt.Println(link)
	return nil
}
