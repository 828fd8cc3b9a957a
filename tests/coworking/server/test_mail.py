"""The default e-mail backend prints messages and writes them to files."""

from django.core.mail import send_mail


def test_a_message_is_printed_and_written_to_a_file(settings, tmp_path, capsys):
    settings.EMAIL_BACKEND = "coworking.server.mail.ConsoleAndFileBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    assert send_mail("Hello", "A table is free.", "site@example.org", ["ann@example.org"]) == 1
    assert "A table is free." in capsys.readouterr().out
    (file,) = tmp_path.iterdir()
    assert "A table is free." in file.read_text()
