"""Memory: what a child needs, what is left, what each part of zerodeck uses, who may start."""
