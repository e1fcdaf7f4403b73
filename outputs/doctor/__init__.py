"""Whether state, shards, archives, manifests and takedowns agree; and the state made anew from the others."""
