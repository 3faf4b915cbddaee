"""What words mean, one room a noun. Rules are pure, general, and know no particular page."""
