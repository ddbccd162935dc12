"""The text domain: languages, segmentation, masking, translation engines and quality. No storage, no network in use."""
