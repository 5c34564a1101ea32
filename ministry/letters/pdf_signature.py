"""Sign a PDF, and check a signature, with pyhanko."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

from asn1crypto import algos, cms, keys, x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError, UnacceptableSignerError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ministry.letters.errors import UnsealableError
from ministry.letters.page import Letter
from ministry.letters.structure import tell

_FIELD = "Seal"
_SHA256 = algos.DigestAlgorithmId("sha256").contents
_STORE = SimpleCertificateStore()  # type: ignore[no-untyped-call]
"""An empty store: the certificate vouches for itself, or is known to those who check."""


def signed(
    pdf: bytes, letter: Letter | None, key: keys.PrivateKeyInfo, certificate: x509.Certificate
) -> bytes:
    """Add a signature to a PDF as its last revision.

    It is hidden on the page; see `Seal.sealed`.
    """
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=letter is not None)
        if letter is not None:
            tell(writer, letter)
        output = sign_pdf(
            writer,
            PdfSignatureMetadata(
                field_name=_FIELD,
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                certify=letter is not None,
                docmdp_permissions=MDPPerm.NO_CHANGES,
            ),
            SimpleSigner(certificate, key, _STORE),
            # Hidden: an annotation that is not is part of the structure (ISO 14289-1, 7.18.1).
            new_field_spec=SigFieldSpec(
                _FIELD, invis_sig_settings=InvisSigSettings(set_print_flag=False, set_hidden_flag=True)
            ),
        )
    except (PdfError, SigningError, UnacceptableSignerError, ValueError, KeyError, TypeError) as error:
        raise UnsealableError(type(error).__name__) from error
    return bytes(output.getvalue())


def is_intact(
    content: bytes, gap: tuple[int, int], signed: cms.SignedData, certificate: x509.Certificate
) -> bool:
    """True if the certificate signed all of the file.

    But for the gap that holds the signature.
    """
    digest = sha256(content[: gap[0]])
    digest.update(content[gap[1] :])
    try:
        [signer] = signed["signer_infos"]
        if signer["digest_algorithm"]["algorithm"].contents != _SHA256:
            return False
        return validate_sig_integrity(signer, certificate, "data", digest.digest()) == (True, True)
    except (SignatureValidationError, UnsupportedAlgorithm, ValueError, TypeError, KeyError):
        return False
