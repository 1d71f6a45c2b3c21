// Package compensation computes who owes whom for the water and its quality at
// the sections where one jurisdiction hands it to the next: horizontal ecological
// compensation (横向生态保护补偿, 生态保护补偿条例 art. 14–19).
//
// A rule turns the records of a section over a year into items in 万元, positive
// where the downstream side pays the upstream side and negative where it is the
// other way round. An agreement says who the sides are; Settle makes the items into
// lines of whole 分 whose payers and payees are named, so that what is paid and what
// is received are equal to the 分.
//
// Rules and their parameters are taken from published schemes (RULES EC-01 to
// EC-18); each parameter carries the grade of its source, and those of grade C and
// D are configuration, to be shown as such.
package compensation
