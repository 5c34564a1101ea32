"""The table of `i18n.problems`: stable name → title, text, next step.

A name that begins with `message-` or `reply-` is of that kind of record: the plain one speaks of a form.
"""

from __future__ import annotations

from i18n.words import msg
from services.models.contract import ProblemType

_Sentences = tuple[str, str, str]

UNEXPECTED: _Sentences = (
    msg("Something went wrong"),
    msg("This is a fault of the application, not yours. What you wrote is kept."),
    msg("Go back, then try again. You can also close the application and open it again."),
)

_UNREACHABLE: _Sentences = (
    msg("No connection"),
    msg("The ministry cannot be reached. What you wrote is safe on this device."),
    msg("Check the network, for example Wi-Fi or mobile data. Then try again."),
)

_SIGNED_OUT: _Sentences = (
    msg("Please sign in again"),
    msg("Your sign-in has ended, to protect you. Nothing is lost."),
    msg("Sign in with a new code. You then go on where you stopped."),
)

_NOT_UNDERSTOOD: _Sentences = (
    msg("The ministry could not read this"),
    msg("This is a fault of the application, not yours. What you wrote is kept."),
    msg("Update the application, then try again."),
)

_INTERRUPTED: _Sentences = (
    msg("A paper was not sent whole"),
    msg("The sending stopped on the way. The part that arrived is kept."),
    msg("Try again: the sending goes on where it stopped."),
)

_TROUBLE: _Sentences = (
    msg("The ministry’s service is in trouble"),
    msg("It is not your fault. What you wrote is safe on this device."),
    msg("Try again later, for example in one hour."),
)

_ANOTHER_FOLDER = msg("Save it again in another folder, for example in your documents.")
_NOTHING_BROUGHT_IN = msg("Nothing of it was brought in. What is here is intact.")

_NO_CASE: _Sentences = (
    msg("This was not found"),
    msg("The ministry does not have this request, or has it no longer."),
    msg("Open your requests. If it is not there, ask your agency."),
)

PROBLEMS: dict[str, _Sentences] = {
    "unreachable": _UNREACHABLE,
    "timeout": (
        msg("The connection is too slow"),
        msg("The ministry did not answer in time. What you wrote is safe on this device."),
        msg("Go where the network is better, for example near a window. Then try again."),
    ),
    "insecure": (
        msg("This connection is not safe"),
        msg("Another computer may be posing as the ministry. Nothing was sent."),
        msg("Check the date of this device, or use another network."),
    ),
    "unexpected-answer": (
        msg("The network answered instead of the ministry"),
        msg("Some networks show a page to accept, for example in a café."),
        msg("Open a web page to finish connecting. Then try again."),
    ),
    "server-error": _TROUBLE,
    ProblemType.INTERNAL: _TROUBLE,
    ProblemType.UNAVAILABLE: (
        msg("The ministry’s service is closed for now"),
        msg("It is being repaired or updated. What you wrote is safe on this device."),
        msg("Try again later, for example in one hour."),
    ),
    ProblemType.RATE_LIMITED: (
        msg("Too many tries"),
        msg("Many tries came in a short time. The service asks you to wait."),
        msg("Wait a few minutes, then try again."),
    ),
    ProblemType.QUOTA_REACHED: (
        msg("The ministry takes no more for now"),
        msg("It limits what one person sends in a day. What you wrote is safe on this device."),
        msg("It is sent by itself as soon as the ministry takes it. Qarib must be open for that."),
    ),
    ProblemType.UNAUTHENTICATED: _SIGNED_OUT,
    "signed-out": _SIGNED_OUT,
    ProblemType.TOKEN_REUSED: (
        msg("You were signed out"),
        msg("Your sign-in was used twice. It was closed to protect you."),
        msg("Sign in again. If somebody else used it, tell your agency."),
    ),
    ProblemType.WRONG_CODE: (
        msg("This code is not right"),
        msg("One digit may be wrong, or the code may be older."),
        msg("Read the last message again. Type its digits in order."),
    ),
    ProblemType.CODE_EXPIRED: (
        msg("This code is too old"),
        msg("A code works for a few minutes only."),
        msg("Ask for a new code, then type it."),
    ),
    ProblemType.MALFORMED: _NOT_UNDERSTOOD,
    ProblemType.METHOD_NOT_ALLOWED: _NOT_UNDERSTOOD,
    "not-acceptable": _NOT_UNDERSTOOD,
    ProblemType.TUS_VERSION: _NOT_UNDERSTOOD,
    ProblemType.NOT_FOUND: (
        msg("This was not found"),
        msg("The ministry does not have it, or has it no longer."),
        msg("Go back to the list, then open it again."),
    ),
    ProblemType.CONFLICT: (
        msg("This was already sent, with other content"),
        msg("The ministry holds an earlier version. It was not replaced."),
        msg("Open your requests to see what was received."),
    ),
    ProblemType.CASE_DECIDED: (
        msg("The agency has decided"),
        msg("It takes no more papers for this request. What you wrote and your papers are kept here."),
        msg("Read the decision: it tells what you can do. You can also write a message."),
    ),
    "message-validation": (
        msg("This message cannot be taken as it is"),
        msg("A message has at most 4,000 signs."),
        msg("Shorten it, then send it again."),
    ),
    "message-conflict": (
        msg("This was already sent, with other content"),
        msg("The ministry holds an earlier version. It was not replaced."),
        msg("Look at the messages. If it is missing, send it again."),
    ),
    "message-not-found": _NO_CASE,
    "reply-validation": (
        msg("Your answer cannot be taken as it is"),
        msg("The ministry found something that it cannot accept."),
        msg("Look at the paper and at your words, then send again."),
    ),
    "reply-conflict": (
        msg("This was already sent, with other content"),
        msg("The ministry holds an earlier version. It was not replaced."),
        msg("Write a message if something is missing."),
    ),
    "reply-not-found": _NO_CASE,
    "reply-paper-missing": (
        msg("A paper did not arrive"),
        msg("One of the papers of your answer is not at the ministry."),
        msg("Attach it again, then send."),
    ),
    ProblemType.FORM_WITHDRAWN: (
        msg("The form has changed"),
        msg("The ministry now uses a newer form. Your answers are kept."),
        msg("Open the request, check the questions, then send it again."),
    ),
    ProblemType.UPLOAD_OFFSET: _INTERRUPTED,
    ProblemType.UPLOAD_LOCKED: _INTERRUPTED,
    ProblemType.UPLOAD_GONE: (
        msg("A paper must be sent again"),
        msg("It waited too long unfinished, so the ministry removed it."),
        msg("Try again: the paper is sent from its beginning."),
    ),
    ProblemType.TOO_LARGE: (
        msg("This is too large to send"),
        msg("A paper or an answer is larger than the ministry accepts."),
        msg("Send a lighter file, for example one photograph a page."),
    ),
    ProblemType.UNSUPPORTED_MEDIA_TYPE: (
        msg("This type of file is not accepted"),
        msg("The ministry accepts PDF files and photographs (JPEG or PNG)."),
        msg("Choose another file, for example a photograph of the paper."),
    ),
    ProblemType.VALIDATION: (
        msg("Some answers must be corrected"),
        msg("The ministry found answers that it cannot accept."),
        msg("Open the request. Each answer to correct is marked."),
    ),
    ProblemType.PAPER_MISSING: (
        msg("A paper did not arrive"),
        msg("One of the papers of your request is not at the ministry."),
        msg("Open the request, attach the paper again, then send it."),
    ),
    ProblemType.CHECKSUM_MISMATCH: (
        msg("A paper was damaged on its way"),
        msg("It did not arrive as you sent it. It was not kept."),
        msg("Try again: the paper is sent once more."),
    ),
    "storage-full": (
        msg("This device is full"),
        msg("There is no room to keep more. What was kept before is intact."),
        msg("Free some room, for example by deleting old videos. Then try again."),
    ),
    "device-trouble": (
        msg("This device cannot read or keep anything at the moment"),
        msg("The trouble is in the device. It is not your fault."),
        msg("Close other applications, then try again."),
    ),
    "damaged-record": (
        msg("This cannot be opened"),
        msg("What was kept here is damaged. Everything else is intact."),
        msg("Go back to the list. If it is a draft, start it again."),
    ),
    "not-reopenable": (
        msg("This has changed meanwhile"),
        msg("It is being sent, has arrived, or is a draft again."),
        msg("Go back to the list, then open it again."),
    ),
    "wrong-pin": (
        msg("This PIN is not right"),
        msg("The profile stays closed. Nothing is lost."),
        msg("Type it again slowly, digit by digit."),
    ),
    "wrong-passphrase": (
        msg("This passphrase is not right"),
        msg("The profile stays closed. Nothing is lost."),
        msg("Type it again slowly. Check the keyboard, for example its capital letters."),
    ),
    "too-many-tries": (
        msg("Too many wrong tries"),
        msg("Nobody can try now. This protects what is kept here."),
        msg("Wait, or use the recovery code."),
    ),
    "wrong-recovery-code": (
        msg("This recovery code does not open this profile"),
        msg("It is well written, but of another profile, or an older one."),
        msg("Look for the newest code, for example on your paper."),
    ),
    "mistyped-code-length": (
        msg("A recovery code has 28 signs"),
        msg("Some are missing, or there are too many."),
        msg("Compare it with your paper, group by group. Spaces do not matter."),
    ),
    "mistyped-code-sign": (
        msg("One sign is in no recovery code"),
        msg("A code has the digits 2 to 9 and some letters."),
        msg("Compare it with your paper, for example whether 0 is a Q."),
    ),
    "mistyped-code-check": (
        msg("There is a mistake in this recovery code"),
        msg("One sign is wrong, or two are exchanged."),
        msg("Compare it with your paper, group by group."),
    ),
    "keystore": (
        msg("The safe of this device does not open"),
        msg("The device keeps your key in a safe. The safe does not answer."),
        msg("Unlock the device, open the application again, then try again."),
    ),
    "unreadable-now": (
        msg("The device cannot read at the moment"),
        msg("Nothing is lost, and no try was counted."),
        msg("Close other applications, then try again."),
    ),
    "profile-in-use": (
        msg("This profile is already open"),
        msg("Another window of the application has it open."),
        msg("Go to the other window, or close it. Then try again."),
    ),
    "store-too-new": (
        msg("This application is too old for this profile"),
        msg("A newer version of the application wrote it. It is intact."),
        msg("Update the application, then try again."),
    ),
    "document-empty": (
        msg("This file is empty"),
        msg("It has no page and no picture."),
        msg("Choose another file, for example a photograph of the paper."),
    ),
    "document-too-large": (
        msg("This file is too large"),
        msg("It is larger than the ministry accepts."),
        msg("Choose a lighter file, for example a photograph of the paper."),
    ),
    "document-wrong-type": (
        msg("This type of file is not accepted"),
        msg("The ministry accepts PDF files and photographs (JPEG or PNG)."),
        msg("Choose another file, for example a photograph of the paper."),
    ),
    "document-damaged": (
        msg("This file is damaged"),
        msg("A part of it is missing or cannot be read."),
        msg("Photograph the paper again, or choose another file."),
    ),
    "document-protected": (
        msg("This file is locked by a password"),
        msg("The agency could not open it."),
        msg("Save it without a password, or photograph the paper."),
    ),
    "document-too-many-pixels": (
        msg("This picture is too large"),
        msg("It has more detail than the application can open safely."),
        msg("Choose another file, for example a photograph of the paper."),
    ),
    "document-too-many-pages": (
        msg("This file has too many pages"),
        msg("The agency reads only the paper that it asked for."),
        msg("Keep the pages asked for, for example the first one."),
    ),
    "document-gone": (
        msg("This file is not there any more"),
        msg("It was moved or deleted after it was chosen."),
        msg("Choose it again where it is now, or photograph the paper."),
    ),
    "document-unreadable": (
        msg("This file cannot be read"),
        msg("The device does not let this application read it."),
        msg("Copy it into your own documents, then choose the copy."),
    ),
    "file-no-dialog": (
        msg("The window for files did not open"),
        msg("This device did not show it. Nothing was changed."),
        msg(
            "Try again, or open Qarib in a browser. On Linux the program xdg-desktop-portal may be missing: "
            "it can be installed."
        ),
    ),
    "file-not-allowed": (
        msg("The file was not saved"),
        msg("The device does not let this application write in this folder."),
        _ANOTHER_FOLDER,
    ),
    "file-no-room": (
        msg("The file was not saved"),
        msg("There is no room left in this place."),
        msg("Free some room there, or choose another folder."),
    ),
    "file-not-written": (
        msg("The file was not saved"),
        msg("It could not be written in this folder."),
        _ANOTHER_FOLDER,
    ),
    "no-engine": (
        msg("This device cannot speak"),
        msg("No program for speech was found here. Everything else works."),
        msg("Install a voice in the settings of the device, then try again."),
    ),
    "no-audio-device": (
        msg("Nothing can be heard here"),
        msg("This device has no working loudspeaker or headphones."),
        msg("Switch the sound on, or plug headphones in. Then try again."),
    ),
    "no-voice": (
        msg("This device has no voice for this language"),
        msg("What is shown can be read, but not heard."),
        msg("Install a voice for it in the settings of the device."),
    ),
    "engine-failed": (
        msg("The voice stopped working"),
        msg("What is shown can still be read."),
        msg("Press Repeat: the voice is started anew."),
    ),
    "data-saving": (
        msg("This waits, to save data"),
        msg("Its papers are large, and you chose to save data."),
        msg("Send it now, or later where you have Wi-Fi."),
    ),
    "from-archive": (
        msg("From an archive: not sent from this device yet"),
        msg("The other device may have sent it. Sent from both, it still arrives once."),
        msg("Send it now if you want it to leave from here."),
    ),
    "archive-not-an-archive": (
        msg("This file is not an archive of Qarib"),
        msg("It holds nothing that this application can read."),
        msg("Choose another file, for example one that ends in .age."),
    ),
    "archive-wrong-passphrase": (
        msg("This passphrase does not open the archive"),
        _NOTHING_BROUGHT_IN,
        msg("Try again. Look at capital letters, for example."),
    ),
    "archive-damaged": (
        msg("This archive is damaged"),
        _NOTHING_BROUGHT_IN,
        msg("Copy the file from the other device again. Then try again."),
    ),
    "archive-too-new": (
        msg("A newer version made this archive"),
        _NOTHING_BROUGHT_IN,
        msg("Update the application, then try again."),
    ),
    "archive-too-large": (
        msg("This archive is too large"),
        _NOTHING_BROUGHT_IN,
        msg("Choose another file, for example one made by this application."),
    ),
}
