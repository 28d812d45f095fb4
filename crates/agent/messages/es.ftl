list-and = { $head } and { $last }
