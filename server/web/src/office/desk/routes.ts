// The pages of the desk, for whoever decides which part of the office an address belongs to.

export const DESK: readonly string[] = [
  "queue", "conflicts", "objection", "statements", "members", "charts",
];
