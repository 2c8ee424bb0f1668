# Front pages
home-title = Tell your local NHS what you think
home-lede = Say what matters to you. See what was decided because of it. Get a reply.
home-bodies = Choose your local organisation
home-no-bodies = No organisation is using this service yet.
home-body-ended = This organisation has closed. Its records are kept here.
home-follow-title = Have you told us something already?
home-follow-link = Follow it with your reference
home-check-link = Check a receipt
home-body-title = Have your say on local health services
home-body-ended-text = This organisation has closed. You can still read its records.
home-body-ended-link = See who took over
home-tell-us = Tell us what you think
staff-home-title = Your work today
staff-home-none = You do not have a role in any organisation yet. Ask its administrator for one.
staff-body-title = Work today

# Problems
problem-not-found-title = Page not found
problem-not-found-text = If you typed the address, check it is right. If you followed a link, the page may have moved.
problem-refused-title = We could not take that
problem-refused-text = Nothing was changed.
problem-conflict-title = Someone else changed this first
problem-conflict-text = Nothing of yours was saved. Look at the page again, then send what you typed once more.
problem-too-many-title = Too many attempts
problem-too-many-text = Wait ten minutes, then try again.
problem-unavailable-title = Your words were not saved yet
problem-unavailable-text = The service cannot save anything at the moment. Wait a minute and try again.
problem-internal-title = Sorry, there is a problem with the service
problem-internal-text = Nothing was changed. Try again later.
problem-typed-title = What you typed
problem-typed-text = It is still here. Check it and send it again, or copy it to keep it safe.
problem-send-again = Send again
problem-reference = If you ask for help, give this number: { $id }

form-from-elsewhere = That form was sent from another website, so we did not take it.
form-too-old = This page was open for a long time. What you typed is below. Send it again.
form-signed-out = You were signed out. Open a new tab, sign in, then come back here and send this again.
form-unknown-field = The form had something in it that we do not know.
form-not-a-form = That was not a form we can read.
form-broken = The form did not arrive whole. Send it again.
form-too-big = That is too big for us to take. Make it shorter, or the file smaller.
form-date-not-real = Enter a real date, like 27 3 2026
conflict-exists = That exists already.
conflict-database = Someone else was saving at the same time. Send it again.

# Accessibility
accessibility-title = Accessibility statement
accessibility-wants = We want everyone to be able to use this website. You should be able to:
accessibility-can-zoom = zoom in to 400% and read everything without scrolling sideways
accessibility-can-keyboard = use every page with just a keyboard
accessibility-can-reader = listen to every page with a screen reader
accessibility-can-script = use every page without JavaScript
accessibility-can-print = print every page
accessibility-status-title = How easy this website is to use
accessibility-status = This website aims to meet the Web Content Accessibility Guidelines version 2.2 at AA standard.
accessibility-tested = Each change is tested by automatic checks and by keyboard. Disabled people have not tested it yet.
accessibility-format-title = If you need something in another way
accessibility-format = You can ask for large print, easy read, audio, braille, British Sign Language or another language. Use the contact details at the bottom of the page, or tell us in your own words.
accessibility-complain-title = If you are not happy with our answer
accessibility-complain = You can call the Equality Advisory and Support Service. The Equality and Human Rights Commission makes sure that the rules are kept.

# Privacy
privacy-title = Privacy and cookies
privacy-keep-title = What we keep about you
privacy-keep-words = We keep what you say, so that we can learn from it and answer you.
privacy-keep-contact = You do not have to give your name or how to reach you. If you do, we keep it apart from what you said. We only use it to answer you.
privacy-keep-basis = We are allowed to do this because involving people is part of our public task.
privacy-record-title = The record that nobody can change
privacy-record = Each step we take is added to a record that can be checked by anyone. The record holds a fingerprint of your words, not the words. If we erase your words, the fingerprint means nothing.
privacy-rights-title = Your rights
privacy-rights = You can ask to see what we hold about you, to put it right, or to erase it. Use the contact details at the bottom of the page.
privacy-cookies-title = Cookies
privacy-cookies = We only use cookies that the website needs. There is no tracking.
privacy-cookie-language = yousaid_lang keeps the language you chose, for one year
privacy-cookie-session = yousaid keeps staff signed in, until they sign out

# Files
document-missing = Choose a file
document-too-large = The file must be smaller than { $most } MB
document-empty = The file is empty
document-kind-not-taken = The file must be a PDF, Word, Excel, PowerPoint or OpenDocument file, a CSV or text file, or a JPEG, PNG or WebP picture
document-active-content = The file has macros or scripts in it. Save it without them and attach it again
document-damaged = The file is damaged
document-picture-too-large = The picture must be at most 16,384 pixels wide and high
document-already-attached = This file is attached already
document-already-withdrawn = This file was withdrawn already
document-reason-missing = Say why the file is withdrawn
mail-address-form = Enter an e-mail address, like name@example.com
job-lease-lost = This took too long and was begun again.
