"""An engine that counts. It holds no resource, obeys Cancel, and misbehaves when asked to."""
