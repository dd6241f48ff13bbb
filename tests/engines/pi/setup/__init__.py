"""What zerodeck puts outside its own folder."""
