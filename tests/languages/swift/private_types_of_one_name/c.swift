func c() { Row().show() }
