package main

import (
	"os"
	"time"

	"github.com/urfave/cli/v2"

	"obmen/convert/batch"
)

func watchStatusCommand(s *say) *cli.Command {
	return &cli.Command{
		Name: "status", Usage: s.words("how a drop folder stands; status 3 where a person should look", "как дела у обменной папки; код 3, если нужно посмотреть человеку"), ArgsUsage: "ROOT",
		Description: "obmen watch status exchange\nobmen watch status exchange --to json",
		Flags: append(folderFlags(s),
			twinned("OBMEN_WATCH_STATUS_TO", s.text("to", "table|json", "how it is written (default: table)", "как записать (по умолчанию table)"))),
		Action: func(c *cli.Context) error {
			s.listen(c)
			f, err := foldersOf(s, c)
			if err != nil {
				return err
			}
			if root := c.Args().First(); root != "" {
				if _, err := os.Stat(root); err != nil {
					return err
				}
			}
			if f.State == "" || f.Inbox == "" {
				return s.wrong("name the ROOT of the drop folder, or each of its folders", "назовите КОРЕНЬ обменной папки или каждую её папку")
			}
			st, err := batch.StatusOf(f, time.Now())
			if err != nil {
				return err
			}
			if err := s.folderStatus(st, c.String("to") == "json"); err != nil {
				return err
			}
			if st.Wants() {
				return errDoneBut
			}
			return nil
		},
	}
}
