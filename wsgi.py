from ethics import create_app

app = create_app()
