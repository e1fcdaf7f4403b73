"""What people say of records in the review: the file of marks, and what has become of each mark since."""
