from translations.tiny_package import build_tiny_package
import tercet.translations.models
def test_x(tmp_path):
    assert build_tiny_package(tmp_path,"en-uk").exists()
