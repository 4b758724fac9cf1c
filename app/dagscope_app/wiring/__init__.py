"""What the views ask for, brought to the controllers. One file a part of the window; none of them decides anything."""
