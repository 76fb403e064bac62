//go:build unix

package realserver

import (
	"errors"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// unprivileged returns what PostgreSQL's programs are started with. They refuse to run as
// root, so root runs them as another user, who gets the folder; root can use it all the same.
func unprivileged(folder string) (*syscall.SysProcAttr, error) {
	attributes := ownGroup()
	if os.Geteuid() != 0 {
		return attributes, nil
	}
	uid, gid, err := ordinaryUser("postgres", "nobody")
	if err != nil {
		return nil, err
	}
	attributes.Credential = &syscall.Credential{Uid: uid, Gid: gid}
	return attributes, os.Chown(folder, int(uid), int(gid))
}

// ordinaryUser finds the first of these users that the system has.
func ordinaryUser(names ...string) (uid, gid uint32, err error) {
	for _, name := range names {
		found, lookup := user.Lookup(name)
		if lookup != nil {
			err = errors.Join(err, lookup)
			continue
		}
		u, uidErr := strconv.ParseUint(found.Uid, 10, 32)
		g, gidErr := strconv.ParseUint(found.Gid, 10, 32)
		return uint32(u), uint32(g), errors.Join(uidErr, gidErr)
	}
	return 0, 0, err
}
