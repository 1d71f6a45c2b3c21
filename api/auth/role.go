// Package auth decides who someone is and what they may do: roles, passwords,
// sessions, API keys and the throttling of log-in. It keeps nothing: tokens are
// given out once and stored by others as hashes only.
package auth

import (
	"fmt"
	"slices"

	"fenhu/network"
)

// Role is what a user may do. Each role may do what the ones before it may.
type Role string

// The roles. Anyone is the role of routes that need no log-in, and no user's.
const (
	Anyone   Role = ""
	Viewer   Role = "viewer"
	Engineer Role = "engineer"
	Approver Role = "approver"
	Admin    Role = "admin"
)

// RoleInfo describes a role.
type RoleInfo struct {
	ID   Role
	Name network.Text
}

// Roles returns the roles of users, the least first.
func Roles() []RoleInfo {
	return []RoleInfo{
		{Viewer, network.Text{ZH: "查看者：读取流域、情景与结果", EN: "viewer: reads basins, scenarios and results"}},
		{Engineer, network.Text{ZH: "工程师：另可修改流域与情景、提交计算", EN: "engineer: also changes basins and scenarios and submits runs"}},
		{Approver, network.Text{ZH: "审核人：另可确认或退回他人编制的结算单", EN: "approver: also confirms or rejects statements that others drew up"}},
		{Admin, network.Text{ZH: "管理员：另可管理用户、密钥并查看审计记录", EN: "admin: also manages users and keys and reads the audit trail"}},
	}
}

// rank is the place of a role in the order; -1 for one that is not known.
func (r Role) rank() int {
	if r == Anyone {
		return 0
	}
	i := slices.IndexFunc(Roles(), func(x RoleInfo) bool { return x.ID == r })
	if i < 0 {
		return -1
	}
	return i + 1
}

// ParseRole reads the role of a user.
func ParseRole(s string) (Role, error) {
	if r := Role(s); r.rank() > 0 {
		return r, nil
	}
	return "", fmt.Errorf("unknown role %q; choose viewer, engineer, approver or admin", s)
}

// Allows says whether someone with role r may do what needs least.
func (r Role) Allows(least Role) bool {
	need := least.rank()
	return need >= 0 && r.rank() >= need
}

// Scope is what an API key may do at most, whatever the role of its owner.
type Scope string

// The scopes of keys.
const (
	ScopeRead  Scope = "read"
	ScopeWrite Scope = "write"
	ScopeAdmin Scope = "admin"
)

// Scopes returns the scopes, the least first.
func Scopes() []Scope { return []Scope{ScopeRead, ScopeWrite, ScopeAdmin} }

// ParseScopes reads a list of scopes; an empty list is read alone.
func ParseScopes(list []string) ([]string, error) {
	if len(list) == 0 {
		return []string{string(ScopeRead)}, nil
	}
	for _, s := range list {
		if !slices.Contains(Scopes(), Scope(s)) {
			return nil, fmt.Errorf("unknown scope %q; choose read, write or admin", s)
		}
	}
	return list, nil
}

// Limit is the role that a key with these scopes gives to an owner of role r:
// the lesser of the two.
func Limit(r Role, scopes []string) Role {
	most := Anyone
	for _, s := range scopes {
		role := Anyone
		switch Scope(s) {
		case ScopeRead:
			role = Viewer
		case ScopeWrite:
			role = Engineer
		case ScopeAdmin:
			role = Admin
		}
		if role.rank() > most.rank() {
			most = role
		}
	}
	if most.rank() > r.rank() {
		return r
	}
	return most
}
