// Package transfer computes what those who receive water of another basin or
// source area owe it (生态保护补偿条例 art. 15(3); RULES AC-01 to AC-08). From a plan
// it traces the volumes from the source areas to the regions that use them, sets a
// unit value between bounds, tests the charge against what users at the source
// lose, and lays the keys by which the recipients can share it side by side.
//
// Every figure that nobody has agreed to is configuration (Terms) and carries its
// grade into the result.
package transfer
