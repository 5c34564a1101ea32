from ministry.cli import main

raise SystemExit(main())
