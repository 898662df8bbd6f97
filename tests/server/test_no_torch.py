import subprocess
import sys

from tests.server.conftest import REPOSITORY


def test_the_server_process_never_imports_torch() -> None:
    script = (
        "import sys; import latentwalk.app.cli, latentwalk.app.factory, latentwalk.app.server; "
        "sys.exit('torch' in sys.modules or 'latentwalk.rave' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(REPOSITORY / "backend")}, check=False
    )
    assert done.returncode == 0
