record-nav = Record
record-root = Root of the record
record-checkpoint = Signed checkpoint
record-sound = Sound
record-not-sound = Not sound

record-check-title = Check a receipt
record-check-lede = When you tell us something, you get a receipt. Check here that your words are still in our record.
record-check-label = Your receipt or its digest
record-check-hint = Copy it from the page or e-mail you got. It begins with “yousaid-receipt-1”, or is 64 letters and numbers.
record-check-button = Check
record-check-found = It is in the record
record-check-found-text = { $body } holds what this receipt stands for, and nobody has changed it since.
record-check-body = Held by
record-check-number = Entry
record-check-number-of = number { $number } of { $size }
record-check-at = Added
record-check-digest = Digest
record-check-more = About this record
record-check-proof = The proof, for those who want to work it out
record-check-proof-text = Joining the digest with these hashes, in order, gives the root. The root is in the signed checkpoint.
record-check-missing = Something is wrong with our record
record-check-missing-text = We signed this receipt, but it is not where it should be. Please keep the receipt and tell us at once.
record-check-forged = We did not sign this receipt
record-check-forged-text = It may have been changed, or it comes from somewhere else. Copy it again from where you got it.
record-check-not-found = It is not in the record
record-check-not-found-text = Check that you copied all of it.
record-check-unreadable = We cannot read that
record-check-unreadable-text = Copy the whole receipt, from its first word to its last.
record-check-self = Check the whole record yourself
record-check-self-text = You do not have to take our word for it. The format is written down, and there is a small program that checks a record on your own computer.
record-check-self-format = How the record is written
record-check-self-verifier = The program (Python)

record-public-title = Our record
record-public-lede = Each thing people tell us, and each step we take because of it, is added to a record. Nothing in it can be changed without showing.
record-public-how = The record holds digests, not words. A digest is like a fingerprint: it shows if something was changed, but not what was said.
record-public-check = Check a receipt
record-public-size = Entries so far
record-public-key = Key for signatures
record-public-key-hex = The same key, as numbers
record-public-checkpoints = Checkpoints
record-public-keep = A checkpoint is a signed note of the record’s size and root. Keep a copy: if anyone changed the past, your copy would show it.
record-public-entries = { $count ->
    [one] One entry.
   *[other] { $count } entries.
}
record-public-reason = Made because: { $reason }.
record-public-none = There is no checkpoint yet.
record-public-text = All checkpoints as text

record-staff-title = The record
record-staff-size = { $count ->
    [one] The record has one entry.
   *[other] The record has { $count } entries.
}
record-staff-entries = See them
record-staff-verified = When it was checked
record-staff-checked = { $count ->
    [one] One entry checked.
   *[other] { $count } entries checked.
}
record-staff-first-bad = The first bad entry is number { $number }.
record-staff-never = The record has not been checked yet. It is checked each night.
record-staff-verify = Check it now
record-staff-make = Make a checkpoint
record-staff-public = What the public sees
record-staff-export = Take the record out
record-staff-export-text = The file holds people’s words. That you took it is kept in the audit.
record-staff-export-button = Download the record
record-entries-title = Entries of the record
record-entries-number = Entry
record-entries-at = When
record-entries-kind = What happened
record-entries-erased = Content erased
record-entries-older = Older entries
record-entries-none = Nothing has been recorded yet.

done-checkpoint-made = The checkpoint was made.
done-record-sound = The whole record was checked. It is sound.
done-record-not-sound = The whole record was checked. It is not sound: see below.
