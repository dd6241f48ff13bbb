"""What zerodeck puts outside its own folder, once somebody has agreed: planned, shown, done."""
