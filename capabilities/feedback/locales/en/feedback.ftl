# Feedback: what people tell, what staff enter, what comes from files.
feedback-nav-tell-us = Tell us
feedback-nav-enter = Enter feedback
feedback-nav-imports = Files
feedback-nav-friends = Friends and Family
feedback-nav-reviews = Reviews

# Tell us: what it is
tell-us-about-page = You are telling us about this page of our website: { $page }
tell-us-kind-title = What would you like to give us?
tell-us-kind-comment = A comment
tell-us-kind-comment-hint = Something we should know
tell-us-kind-compliment = A compliment
tell-us-kind-compliment-hint = Something that went well
tell-us-kind-idea = An idea
tell-us-kind-idea-hint = Something we could try
tell-us-kind-concern = Something went wrong
tell-us-kind-concern-hint = So that we can learn from it
tell-us-kind-complaint = I want to make a complaint
tell-us-kind-complaint-hint = We show you who looks into it
tell-us-kind-note = You do not need an account, and you do not have to give your name.

# Tell us: where it belongs
tell-us-route-title = Before you tell us what went wrong
tell-us-belongs-emergency-title = If somebody is in danger now
tell-us-belongs-emergency = Call 999 if a life is at risk. We do not read this form at once.
tell-us-belongs-urgent = Call 111 if you need medical help fast and it is not an emergency.
tell-us-belongs-safeguarding-title = If somebody is being harmed or neglected
tell-us-belongs-safeguarding = Tell your council's safeguarding team. If you cannot find it, contact us and we will help you reach it.
tell-us-belongs-complaint-title = If you want your own case looked into
tell-us-belongs-complaint = That is a complaint. The complaints team deals with it, and keeps it private. You have a right to an answer.
tell-us-route-legend = What would you like to do?
tell-us-route-comment = Tell you what went wrong
tell-us-route-comment-hint = We learn from it. Nobody looks into your own case.
tell-us-route-complaint = Make a complaint
tell-us-route-complaint-hint = We show you how. You can leave a comment as well.
tell-us-route-safeguarding = Tell somebody that a person is at risk
tell-us-route-safeguarding-hint = We show you who to tell.

# Tell us: passed on
tell-us-passed-complaint-title = Your complaint goes to the complaints team
tell-us-passed-safeguarding-title = Tell the safeguarding team now
tell-us-passed-reference = Your reference
tell-us-passed-at = We noted on { $at } that you were shown where to go.
tell-us-passed-next = What to do now
tell-us-passed-complaint-text = Contact the complaints team. Say what happened, when, and what you would like to be done. Give the reference above.
tell-us-passed-safeguarding-text = Contact the safeguarding team of your council. If you do not know how, contact us and say it is about somebody's safety.
tell-us-passed-kept = We keep the reference and the time. We keep nothing about you or about what happened.
tell-us-passed-comment-title = You can tell us as well
tell-us-passed-comment = A comment helps us to make the service better for others. Leave out names.
tell-us-passed-comment-button = Leave a comment as well

# Tell us: about what
tell-us-about-title = What is it about?
tell-us-about-service = A health service
tell-us-about-service-hint = For example, a GP practice, a hospital or patient transport
tell-us-about-commissioner = Us
tell-us-about-commissioner-hint = How { $name } works, plans or listens
tell-us-service-title = Which service is it about?
tell-us-service-search = Search for the service
tell-us-service-search-hint = Name, street or postcode
tell-us-service-find = Find the service
tell-us-service-none = No service in our list matches that. Try another word, or choose that you are not sure.
tell-us-service-more = { $count ->
    [one] 1 more service matches. Type more of the name to see it.
   *[other] { $count } more services match. Type more of the name to see them.
}
tell-us-service-legend = Choose the service
tell-us-service-unsure = I am not sure, or it is not in the list
tell-us-who-title = Who are you speaking for?
tell-us-who-individual = Myself
tell-us-who-representative = Somebody I care for or help
tell-us-who-organisation = A group or an organisation
tell-us-who-staff = Staff of a health or care service
tell-us-who-elected = As a councillor or Member of Parliament
tell-us-who-not-stated = I would rather not say
tell-us-organisation = Name of the group or organisation
tell-us-organisation-hint = Only if you are speaking for one

# Tell us: the words
tell-us-words-title = Tell us in your own words
tell-us-words-language = Write in any language. We will have it translated.
tell-us-words-names = Do not include the names of other people, or anything that would tell who they are.
tell-us-words-label = Your words
tell-us-words-hint = What happened, and what would have made it better?
tell-us-publish-title = May we publish your words?
tell-us-publish-hint = We publish what people said next to what was done about it. We never publish a name.
tell-us-publish-yes = Yes, without my name
tell-us-publish-no = No
tell-us-publish-no-hint = We still read them, count them and reply

# Tell us: contact
tell-us-contact-title = How can we reach you?
tell-us-contact-lede = You can leave all of this empty. You can always follow what happens with your reference.
tell-us-preferred = How would you like our reply?
tell-us-preferred-none = I will look for it with my reference
tell-us-preferred-none-hint = You do not have to give us any details
tell-us-preferred-e-mail = By email
tell-us-preferred-letter = By letter
tell-us-preferred-telephone = By telephone
tell-us-preferred-social-media = On social media
tell-us-name = Name
tell-us-email = Email address
tell-us-telephone = Telephone number
tell-us-address = Postal address
tell-us-receipt = Receipt
tell-us-receipt-yes = Send me a receipt by email
tell-us-access = Do you need our reply in another way?
tell-us-access-hint = For example, large print, easy read or another language

# Tell us: check and done
tell-us-check-title = Check your answers
tell-us-check-kind = What it is
tell-us-check-about = About
tell-us-check-service = Service
tell-us-check-who = Speaking for
tell-us-check-words = Your words
tell-us-check-publish = May we publish it?
tell-us-check-contact = How to reach you
tell-us-check-text = When you send this, you get a reference. Nobody can change your words without leaving a trace.
tell-us-send = Send
tell-us-done-title = Thank you. We have it
tell-us-done-reference = Your reference
tell-us-done-again = You sent this before. It is stored once, and this is its reference.
tell-us-done-keep = Write the reference down or print this page. You need nothing else to follow what happens.
tell-us-done-mailed = We are sending the receipt to { $email }.
tell-us-done-next = What happens next
tell-us-done-next-read = We read what you said and put it with what others said about the same thing.
tell-us-done-next-decide = We decide what to do about it, and say why.
tell-us-done-next-answer = We aim to answer by { $day }.
tell-us-done-follow = Follow what happens
tell-us-done-receipt = Your receipt
tell-us-done-stored = Stored on { $at }.
tell-us-done-digest = Fingerprint of the record of your words:
tell-us-done-signed = Signed line, to keep:
tell-us-done-check = Check a receipt
tell-us-choose-title = Who would you like to tell?
tell-us-closed-title = This organisation has closed
tell-us-closed = This organisation has closed and takes no more feedback. Tell the organisation that took over.

# Tell us: what can be wrong
tell-us-kind-missing = Choose what you would like to give us
tell-us-route-missing = Choose what you would like to do
tell-us-about-missing = Choose what it is about
tell-us-service-missing = Choose the service, or choose that you are not sure
tell-us-who-missing = Choose who you are speaking for
tell-us-words-missing = Enter what you would like to tell us
tell-us-words-long = Your words must be { $most } characters or fewer. They are { $over } too long.
tell-us-publish-missing = Choose whether we may publish your words

# Entered by staff
feedback-entry-title = Enter feedback
feedback-entry-lede = Enter what somebody said by letter, telephone, email, at an event or on social media. Use their own words.
feedback-entry-last = Saved. The reference to pass on:
feedback-entry-channel = How it came
feedback-entry-said-on = When it was said or written
feedback-entry-said-on-hint = For example, 27 3 2026
feedback-entry-words = What was said
feedback-entry-words-hint = Leave out names of other people
feedback-entry-kind = What it is
feedback-entry-about = What it is about
feedback-entry-service-label = Service
feedback-entry-service-none = Not known, or not in the list
feedback-entry-code-label = ODS code of the service
feedback-entry-code-hint = Instead of choosing from the list
feedback-entry-code-many = Your list is too long to show here. Find the code under Services.
feedback-entry-who = Speaking for
feedback-entry-publish = May it be published?
feedback-entry-publish-yes = Yes, they said so
feedback-entry-more = Question, score and language
feedback-entry-question = The question they answered
feedback-entry-score-label = Friends and Family answer
feedback-entry-score-hint = 1 very good, 2 good, 3 neither, 4 poor, 5 very poor, 6 do not know
feedback-entry-language = Language
feedback-entry-language-hint = For example, pl. Leave empty to have it guessed.
feedback-entry-person = The person
feedback-entry-person-text = Only what they gave you, and only to reply. It is kept apart from their words.
feedback-entry-preferred = How they would like the reply
feedback-entry-receipt-yes = Send them a receipt by email
feedback-entry-save = Save
feedback-entry-another = Save and enter another
feedback-entered-title = Feedback saved
feedback-entered-panel = Reference to pass on
feedback-entered-text = Give this reference to the person, or write it on the letter. They can follow what happens with it.
feedback-entered-another = Enter another
feedback-to-inbox = Go to the inbox
feedback-channel-missing = Choose how it came
feedback-kind-missing = Choose what it is
feedback-about-missing = Choose what it is about
feedback-entry-score = The answer must be a number from 1 to 6
feedback-entry-day = Enter when it was said
feedback-entry-code = No service in your list has this code
feedback-entry-service = Choose a service from the list
feedback-kind-comment = Comment
feedback-kind-compliment = Compliment
feedback-kind-idea = Idea
feedback-kind-concern = Concern
feedback-channel-website = Website
feedback-channel-letter = Letter
feedback-channel-telephone = Telephone
feedback-channel-e-mail = Email
feedback-channel-event = Event
feedback-channel-meeting = Meeting in public
feedback-channel-social-media = Social media
feedback-channel-in-person = Face to face
feedback-channel-card = Card or slip
feedback-channel-friends-and-family = Friends and Family Test
feedback-channel-survey = Survey
feedback-channel-partner = Through another organisation
feedback-channel-import = File that does not say

# Files
feedback-imports-title = Files brought in
feedback-imports-none = No file has been brought in yet.
feedback-import-new = Bring in a file
feedback-import-new-text = Bring in comments from a spreadsheet saved as CSV. You say which column is what, and try it before anything is stored.
feedback-import-new-limit = The file may hold { $most } megabytes. A larger one is brought in with the command line.
feedback-import-file = File
feedback-import-file-hint = A CSV file with a row of column names. Any usual encoding and separator is read.
feedback-import-state = State
feedback-import-rows = Rows read
feedback-import-voices = Voices
feedback-import-scores = Scores without words
feedback-import-refused = Rows refused
feedback-import-begun = Begun
feedback-import-encoding = Encoding
feedback-import-digest = SHA-256 of the file
feedback-import-title = File
feedback-import-stopped = It stopped:
feedback-import-moving = Rows are being stored. This page looks again every 5 seconds.
feedback-import-look = Look now
feedback-import-active-at = Visible since { $at }.
feedback-import-abandon = Give this file up
feedback-import-state-uploaded-text = The file is here. Nothing is stored from it yet.
feedback-import-state-staging-text = Nobody sees anything of it until all rows are stored.
feedback-import-state-staged-text = All rows are stored. They become visible together, in a moment.
feedback-import-state-active-text = All rows are visible. The same file is not taken twice.
feedback-import-state-abandoned-text = The file was given up. Nobody saw anything of it.
feedback-state-uploaded = Waiting for columns
feedback-state-staging = Being stored
feedback-state-staged = Stored
feedback-state-active = Visible
feedback-state-abandoned = Given up
done-feedback-import-abandoned = The file was given up
feedback-map-title = Say which column is what
feedback-map-file = File: { $file }. Encoding: { $encoding }.
feedback-map-preview = First rows
feedback-map-preview-show = { $count ->
    [one] Show the first row
   *[other] Show the first { $count } rows
}
feedback-map-no-rows = The file has no rows under its column names, or the first cannot be read.
feedback-map-saved = Use a saved choice of columns:
feedback-map-columns = Columns
feedback-map-none = None
feedback-map-words = Words
feedback-map-date = Date
feedback-map-order = Order of day and month
feedback-map-order-day-first = Day first, like 27/3/2026
feedback-map-order-month-first = Month first, like 3/27/2026
feedback-map-order-mixed = Day first, but month first where it cannot be otherwise
feedback-map-date-order = Choose the order of day and month
feedback-import-turned = { $count ->
    [one] 1 date was read month first, because it cannot be otherwise. Other dates of this file may be the wrong way round.
   *[other] { $count } dates were read month first, because they cannot be otherwise. Other dates of this file may be the wrong way round.
}
feedback-map-fixed-date = Date for all rows
feedback-map-fixed-date-hint = Only if no column has the date
feedback-map-service = Service, part { $n }
feedback-map-question = Question
feedback-map-score = Friends and Family answer
feedback-map-id = The file's own number for a row
feedback-map-identifiable = Marks rows that may point to a person
feedback-map-all-rows = All rows
feedback-map-no-words = Texts that mean nothing was said
feedback-map-no-words-hint = One a line. A row with such a text and a score counts in Friends and Family figures only.
feedback-map-new-services = Services that are not in your list
feedback-map-new-services-yes = Add them to the list
feedback-map-label-columns = Columns that are themes
feedback-map-label-columns-hint = Each holds 1 where the row makes the point. The themes go to the codebook 'As imported'.
feedback-map-save-as = Save this choice of columns as
feedback-map-save-as-hint = For the next file of this kind
feedback-map-try = Try it
feedback-map-start = Bring it in
feedback-map-date-missing = Choose the column with the date, or enter a date for all rows
feedback-map-words-missing = Choose the column with the words or the one with the answer
feedback-map-labels = Choose { $most } theme columns or fewer
feedback-map-column-absent = The file has no column '{ $column }'
feedback-map-name-missing = Enter a name
feedback-tried-title = What would come in
feedback-tried-rows = { $count } rows in the file
feedback-tried-voices = { $count } voices
feedback-tried-scores = { $count } scores without words
feedback-tried-refused = { $count } rows refused
feedback-tried-adds = Services that would be added to your list: { $count }
feedback-tried-unlisted = Services that are not in your list, so that their rows would have none: { $count }
feedback-refused-caption = Rows refused
feedback-refused-line = Line
feedback-refused-why = Why
feedback-refused-download = Download all { $count } refused rows (CSV)
feedback-file-missing = Choose a file
feedback-file-absent = There is no file { $file } that can be read
feedback-file-empty = The file is empty
feedback-file-columns = The file has more than { $most } columns
feedback-file-rows = The file has more than { $most } rows. Split it.
feedback-file-row-long = The row at line { $line } does not end. Look for a quotation mark that is never closed.
feedback-file-broken = The file cannot be read at line { $line }
feedback-file-services = The file names more than { $most } services that are not in the list. Check that the right column was chosen.
feedback-import-moved = This file has moved on since you opened the page. Look at the list of files.
feedback-import-other-file = The file is not the one that this import began with
feedback-row-empty = The row is empty
feedback-row-columns = The row has { $has } cells where { $wants } are needed
feedback-row-nul = The row has a character that cannot be stored
feedback-row-nothing = The row has neither words nor a score
feedback-row-words-long = The words are longer than { $most } characters
feedback-row-line-long = A name or number in the row is longer than { $most } characters
feedback-row-date-missing = The date is missing
feedback-row-date = '{ $date }' is not a date that we can read. Use day, month, year.
feedback-row-date-future = The date { $date } is in the future
feedback-row-date-old = The date { $date } is too long ago
feedback-row-label = The column '{ $column }' holds something other than 1 or 0
feedback-row-score = '{ $score }' is not one of the answers
feedback-row-again = The row '{ $id }' came in before
feedback-row-unknown = The row could not be taken

# Friends and Family
feedback-fft-title = Friends and Family Test
feedback-fft-lede = People are asked: overall, how was your experience of our service?
feedback-fft-experience = Answers by month
feedback-fft-recommend-title = The older question, to March 2020
feedback-fft-recommend-text = People were asked how likely they were to recommend the service. These figures are kept apart.
feedback-fft-recommend = Answers to the older question by month
feedback-fft-month = Month
feedback-fft-month-name = { $month } { $year }
feedback-fft-service = Service
feedback-fft-all-services = All services
feedback-fft-no-service = No service named
feedback-fft-any-month = Any
feedback-fft-from = From month
feedback-fft-to = To month
feedback-fft-by = Show
feedback-fft-by-month = All services together
feedback-fft-by-service = Each service
feedback-fft-total = All months shown
feedback-fft-responses = Answers
feedback-fft-positive = Good or very good
feedback-fft-negative = Poor or very poor
feedback-fft-not-answered = Left out
feedback-fft-none = none
feedback-fft-answer-very-good = Very good
feedback-fft-answer-good = Good
feedback-fft-answer-neither = Neither good nor poor
feedback-fft-answer-poor = Poor
feedback-fft-answer-very-poor = Very poor
feedback-fft-answer-dont-know = Don't know
feedback-fft-answer-extremely-likely = Extremely likely
feedback-fft-answer-likely = Likely
feedback-fft-answer-neither-likely = Neither likely nor unlikely
feedback-fft-answer-unlikely = Unlikely
feedback-fft-answer-extremely-unlikely = Extremely unlikely
feedback-fft-cut = Only the newest lines are shown. The download has all of them.
feedback-fft-download = Download the figures (CSV)
feedback-fft-empty = There are no answers here yet.
feedback-fft-notes = About these figures
feedback-fft-note-share = Shares are of all answers, with those who said they don't know. They need not add up to 100.
feedback-fft-note-left-out = People who left the question out are counted apart, and are in no share.
feedback-fft-note-series = Figures of the older question are never added to those of the present one.
feedback-fft-note-official = These figures are not an official statistic.
feedback-fft-note-ranking = They are not for ranking one organisation against another.
feedback-fft-tell-us = Tell us how it was for you

# Reviews
feedback-reviews-title = Reviews of feedback
feedback-reviews-list = Reviews so far
feedback-reviews-lede = When comments, compliments, concerns and themes of complaints were reviewed, and what changed because of it.
feedback-reviews-none = No review has been recorded.
feedback-review-new = Record a review
feedback-review-report = Report for the governing body
feedback-review-heading = { $day }, { $who }
feedback-review-of = Reviewed what was said from { $from } to { $to }.
feedback-review-changed = What changed because of it
feedback-review-no-change = No change was recorded.
feedback-review-covers = What was reviewed?
feedback-review-covers-hint = For complaints, themes only: nobody's own complaint.
feedback-covers-comments = Comments and ideas
feedback-covers-compliments = Compliments and stories
feedback-covers-concerns = Concerns
feedback-covers-complaints = Themes of complaints
feedback-review-period-from = First day of what was reviewed
feedback-review-period-to = Last day of what was reviewed
feedback-review-on = Day of the review
feedback-review-by = Who reviewed it?
feedback-review-by-hint = A group or a person
feedback-review-findings = What was found?
feedback-review-findings-hint = Leave out anything that would tell who somebody is
feedback-review-changes-title = What changed because of it
feedback-review-change = Change { $n }
feedback-review-change-hint = Leave empty if nothing changed
feedback-review-decision = The decision it came by
feedback-review-action = The action that did it
feedback-review-save = Save the review
feedback-review-covers-missing = Choose what was reviewed
feedback-review-day = Enter the day
feedback-review-period = The last day must not be before the first
feedback-review-future = The day of the review must not be in the future
feedback-review-before = The review must not be before what it reviewed
feedback-review-by-missing = Enter who reviewed it
feedback-review-change-words = Say what changed
feedback-review-changes = Record { $most } changes or fewer
feedback-review-link = Choose a decision or action from the list
done-feedback-reviewed = The review was saved
feedback-report-title = Report on reviews of feedback
feedback-report-period = From { $from } to { $to }
feedback-report-made = { $name }. Made on { $day }.
feedback-report-from = Reviews from
feedback-report-to = To
feedback-report-received = What has been received
feedback-report-apart = Voices are all that are counted so far. People sent on are those of the period, and nothing they had to say is kept here.
feedback-report-reviews = { $count ->
    [one] 1 review
   *[other] { $count } reviews
}
feedback-report-changes = { $count ->
    [0] No changes came of them.
    [one] 1 change came of them.
   *[other] { $count } changes came of them.
}
feedback-sent-on-complaint = Shown how to complain
feedback-sent-on-safeguarding = Shown the safeguarding team

# The staff home
feedback-panel-title = What came in
feedback-panel-new = { $count ->
    [one] 1 new since yesterday
   *[other] { $count } new since yesterday
}
feedback-panel-waiting = { $count ->
    [one] 1 file waits
   *[other] { $count } files wait
}
feedback-panel-sent-complaint = { $count ->
    [one] 1 person was shown how to complain in the last 7 days
   *[other] { $count } people were shown how to complain in the last 7 days
}
feedback-panel-sent-safeguarding = { $count ->
    [one] 1 person was shown the safeguarding team in the last 7 days
   *[other] { $count } people were shown the safeguarding team in the last 7 days
}
feedback-panel-reviewed = Last reviewed on { $day }
feedback-panel-not-reviewed = Never reviewed yet
feedback-nul = Take out the character that cannot be shown
feedback-too-long = Use { $most } characters or fewer
