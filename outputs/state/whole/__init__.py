"""The state as a whole: read out, to be compared with what is on disk, and put in, where it is made anew from that."""
