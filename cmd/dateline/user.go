package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	"dateline"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
)

type userCmd struct {
	Add     userAddCmd    `cmd:"" help:"Add a person and print a sign-in link for them."`
	List    userListCmd   `cmd:"" help:"List the staff."`
	Link    userLinkCmd   `cmd:"" help:"Make a sign-in link: it works once, for 30 minutes."`
	Disable userStateCmd  `cmd:"" help:"Let a person sign in no more, and end their sessions."`
	Enable  userEnableCmd `cmd:"" help:"Let a person sign in again."`
}

// Help shows how it is done.
func (c *userCmd) Help() string {
	return `For example:

    dateline user add "Ruth Adeyemi" --role editor
    dateline user link "Ruth Adeyemi"
    dateline user disable "Ruth Adeyemi"`
}

// acting is who does it.
type acting struct {
	As string `help:"Who does this; the sole administrator by default." placeholder:"NAME"`
}

type userAddCmd struct {
	acting
	Name string `arg:"" help:"How they sign in and how acts name them."`
	Role string `help:"What they may do: an administrator everything, an editor whatever goes public, a reporter write and upload." enum:"administrator,editor,reporter" default:"reporter"`
}

// Help shows how it is done.
func (c *userAddCmd) Help() string {
	return `The link lets them in the first time, and they choose a password.

    dateline user add "Ruth Adeyemi" --role editor`
}

// Run adds a person. The first of a house is its administrator.
func (c *userAddCmd) Run(ctx context.Context, s *dateline.Settings) error {
	h, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close() //nolint:errcheck // what was done is safe
	p, err := c.add(ctx, h)
	if err != nil {
		return err
	}
	return printLink(ctx, h, p)
}

func (c *userAddCmd) add(ctx context.Context, h *dateline.House) (*staff.Person, error) {
	if c.As == "" {
		people, err := h.Store.People(ctx)
		if err != nil {
			return nil, err
		}
		if len(people) == 0 {
			return c.first(ctx, h)
		}
	}
	by, err := h.Actor(ctx, c.As)
	if err != nil {
		return nil, err
	}
	return h.Newsroom.Hire(ctx, by, c.Name, staff.Role(c.Role))
}

func (c *userAddCmd) first(ctx context.Context, h *dateline.House) (*staff.Person, error) {
	if c.Role != string(staff.Administrator) {
		return nil, fault.New(fault.Conflict, msg.CliFirstIsAdministrator())
	}
	p, made, err := h.Newsroom.First(ctx, c.Name)
	if err == nil && !made {
		err = fault.New(fault.Conflict, msg.FaultConflict())
	}
	return p, err
}

type userListCmd struct{}

// Run lists the staff.
func (c *userListCmd) Run(ctx context.Context, s *dateline.Settings) error {
	h, err := standing(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close() //nolint:errcheck // it was only read
	people, err := h.Store.People(ctx)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		say(words(msg.CliNobody()))
		return nil
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, p := range people {
		state := words(msg.CliMaySignIn())
		if !p.Disabled.IsZero() {
			state = words(msg.CliMayNotSignIn())
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", p.Name, p.Role, state)
	}
	return w.Flush()
}

type userLinkCmd struct {
	Name string `arg:"" help:"Whose."`
}

// Help shows how it is done.
func (c *userLinkCmd) Help() string {
	return `Give it to nobody else: it lets in whoever opens it first.

    dateline user link "Ruth Adeyemi"`
}

// Run makes a sign-in link.
func (c *userLinkCmd) Run(ctx context.Context, s *dateline.Settings) error {
	h, err := standing(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close() //nolint:errcheck // what was done is safe
	p, err := h.Actor(ctx, c.Name)
	if err != nil {
		return err
	}
	if !p.MayWrite() {
		return fault.New(fault.Forbidden, msg.CliPersonDisabled(p.Name))
	}
	return printLink(ctx, h, p)
}

func printLink(ctx context.Context, h *dateline.House, p *staff.Person) error {
	link, err := h.Link(ctx, p)
	if err == nil {
		say(link)
	}
	return err
}

// userStateCmd is Disable, and what Enable has in common with it.
type userStateCmd struct {
	acting
	Name string `arg:"" help:"Whom."`
}

// Run lets a person sign in no more.
func (c *userStateCmd) Run(ctx context.Context, s *dateline.Settings) error {
	return c.employ(ctx, s, true)
}

type userEnableCmd struct{ userStateCmd }

// Run lets a person sign in again.
func (c *userEnableCmd) Run(ctx context.Context, s *dateline.Settings) error {
	return c.employ(ctx, s, false)
}

func (c *userStateCmd) employ(ctx context.Context, s *dateline.Settings, disabled bool) error {
	h, err := standing(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close() //nolint:errcheck // what was done is safe
	by, err := h.Actor(ctx, c.As)
	if err != nil {
		return err
	}
	p, err := h.Actor(ctx, c.Name)
	if err != nil {
		return err
	}
	if err := h.Newsroom.Employ(ctx, by, p.ID, p.Role, disabled); err != nil {
		return err
	}
	if disabled {
		say(words(msg.CliDisabled(p.Name)))
	} else {
		say(words(msg.CliEnabled(p.Name)))
	}
	return nil
}
