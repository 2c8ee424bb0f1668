# Letters that leave by e-mail.

thread-letter-receipt-subject = We have what you told us: { $reference }
thread-letter-receipt =
    Thank you for telling { $body } what you think.

    Your reference is { $reference }. Anyone who has it can follow what you said, so keep it safe.

    See what becomes of it: { $follow }

    We aim to reply within { $days } days.

    Your receipt
    What you said is in our record, which cannot be changed without trace. Its digest is
    { $digest }
    You can check it at { $check }. Keep this line; it proves that we received what you said:
    { $signed }

thread-letter-reply-subject = What we did about what you told us: { $title }
thread-letter-reply =
    You told { $body } what you think. This is our reply.

    { $title }

    You said
    { $said }

    We did
    { $did }
    { $because }
    Your reference is { $reference }. See everything that has happened: { $follow }

    You are getting this because you asked for a reply. To get no more of them, go to { $leave }
thread-letter-reply-because =

    Why
    { $because }
    { "" }
