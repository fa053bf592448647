"""From a number to the formats that accept it, in order, and the decision."""
