"""What stands around the panels: menus, toolbar, banner, status, docks, start page. It must not decide anything."""
