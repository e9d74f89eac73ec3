language-name = हिन्दी
direction = ltr
voice = Polly.Aditi
voice-language = hi-IN

seconds = { $count ->
    [one] { $count } सेकंड
   *[other] { $count } सेकंड
}
minutes = { $count ->
    [one] { $count } मिनट
   *[other] { $count } मिनट
}
hours = { $count ->
    [one] { $count } घंटे
   *[other] { $count } घंटे
}
later = { $span } बाद
later-at = { $span } बाद ({ $clock } बजे)
wait-seconds = { $count } सेकंड बाद
wait-minutes = { $count } मिनट बाद

progress = प्रगति
progress-number = नंबर
progress-code = कोड
progress-done = पूरा
problem = एक समस्या है
error-title = त्रुटि: { $title }
language = भाषा
support = सहायता
handset = परीक्षण फ़ोन खोलें
try-again = फिर कोशिश करें
start-over = शुरू से करें
offline = आप ऑफ़लाइन हैं। आपने जो लिखा है वह सुरक्षित है।

phone-title = अपना फ़ोन नंबर सत्यापित करें
phone-why = यह जाँचने के लिए कि नंबर आपका है, हम आपको SMS से { $digits } अंकों का कोड भेजेंगे।
country = देश
country-choose = देश चुनें
country-search = नाम या कोड से खोजें
country-found = { $count ->
    [0] कोई देश नहीं मिला
    [one] { $count } देश
   *[other] { $count } देश
}
close = बंद करें
phone = मोबाइल नंबर
phone-example = जैसे { $number }
send-code = कोड भेजें
sending = भेज रहे हैं…
rates = SMS का शुल्क लग सकता है।

code-title = अपना कोड डालें
code = { $digits } अंकों का कोड
code-hint = यह अभी { $span } और चलेगा। { $digits } अंक डालते ही हम इसे जाँच लेंगे।
code-time = कोड अभी { $span } और चलेगा।
sent-to-text = { $number } पर भेजा गया { $digits } अंकों का कोड डालें
sent-to-call = { $number } पर बोला गया { $digits } अंकों का कोड डालें
verify = सत्यापित करें
checking = जाँच रहे हैं…
change-number = नंबर बदलें
send-again = फिर भेजें
send-again-now = अब आप एक और SMS माँग सकते हैं।
call-me = कॉल से कोड पाएँ
call-me-now = अब आप कॉल माँग सकते हैं।
calling = कॉल कर रहे हैं…
call-how = एक स्वचालित आवाज़ एक बटन दबाने को कहती है, फिर कोड 3 बार पढ़ती है।
call-from = कॉल { $number } से आएगी।

text-sending = SMS भेज रहे हैं…
text-unknown = अभी पता नहीं कि SMS गया या नहीं।
text-sent = SMS रास्ते में है।
text-sent-again = { $clock } बजे फिर भेजा गया। SMS रास्ते में है।
text-slow = SMS में कुछ मिनट लग सकते हैं। आप कॉल भी पा सकते हैं।
text-delivered = SMS { $clock } बजे पहुँच गया।
text-failed = SMS नहीं पहुँचा। हम कॉल करके कोड बता सकते हैं।
call-placing = आपको कॉल कर रहे हैं…
call-unknown = अभी पता नहीं कि कॉल लगी या नहीं।
call-ringing = आपका फ़ोन बज रहा है।
call-answered = { $digits } अंक सुनें: हम उन्हें 3 बार बोलते हैं।
call-ended = कॉल समाप्त हो गई।
call-busy = लाइन व्यस्त थी। आप फिर कोशिश कर सकते हैं।
call-no-answer = किसी ने फ़ोन नहीं उठाया। आप फिर कोशिश कर सकते हैं।
call-voicemail = वॉइसमेल ने उठाया, इसलिए हमने कोड नहीं बोला।
call-failed = कॉल नहीं लगी।

code-over-title = आपको नया कोड चाहिए
locked-title = बहुत सारे ग़लत कोड
code-over-expired = वह कोड { $clock } बजे समाप्त हो गया। नीचे नया कोड मँगाएँ।
code-over-used-up = उस कोड की सभी कोशिशें हो चुकी हैं। नीचे नया कोड मँगाएँ।

done-title = आपका फ़ोन नंबर सत्यापित हो गया
done = बस इतना ही। आप जहाँ से आए थे वहाँ लौट सकते हैं।
verify-another = दूसरा नंबर सत्यापित करें
unavailable-title = अभी यह नहीं हो सकता
unavailable = हमारी तरफ़ कुछ काम नहीं कर रहा है। कुछ भेजा नहीं गया और कुछ खोया नहीं। कुछ सेकंड बाद फिर कोशिश करें।
unreadable-title = हम इसे पढ़ नहीं सके
unreadable = जो यहाँ आया वह हमारे पेज से नहीं था। कुछ भेजा नहीं गया।
missing-title = ऐसा कोई पेज नहीं है
missing = शायद पता ग़लत लिखा है।

phone-missing = अपना मोबाइल नंबर डालें।
country-missing = देश चुनें, या नंबर को + और देश के कोड से शुरू करें।
country-unknown = किसी देश का यह कोड नहीं है। + के बाद के अंक जाँचें।
country-not-served = हम उस देश में कोड नहीं भेज सकते। किसी दूसरे देश का नंबर डालें।
number-not-served = हम इस तरह के नंबर पर कोड नहीं भेज सकते। अपना मोबाइल नंबर डालें।
call-not-served = हम इस तरह के नंबर पर कॉल नहीं कर सकते। आप SMS फिर माँग सकते हैं।
phone-unreadable = यह फ़ोन नंबर नहीं है। केवल अंक लिखें, जैसे { $number }।
phone-too-short = नंबर बहुत छोटा है। देखें कि कोई अंक छूटा तो नहीं।
phone-too-long = नंबर बहुत लंबा है। देखें कि कोई अंक ज़्यादा तो नहीं।
phone-wrong-length = उस देश के नंबरों की लंबाई अलग होती है। अंक जाँचें।
code-missing = { $digits } अंकों का कोड डालें।
code-shape = कोड में { $digits } अंक होते हैं। आपने { $typed } डाले।
code-wrong = यह कोड सही नहीं है। जाँचकर फिर कोशिश करें। { $tries ->
    [one] { $tries } कोशिश बाक़ी है।
   *[other] { $tries } कोशिशें बाक़ी हैं।
}
code-expired = वह कोड समाप्त हो गया। नया कोड मँगाएँ।
code-used-up = उस कोड की सभी कोशिशें हो चुकी हैं। नया कोड मँगाएँ।
flow-locked = आपकी सभी कोशिशें हो चुकी हैं। नया कोड पाने के लिए शुरू से करें।
phone-locked = इस नंबर पर बहुत सारे ग़लत कोड डाले गए हैं। आप { $later } फिर कोशिश कर सकते हैं।
text-too-soon = आप { $later } एक और SMS माँग सकते हैं।
call-too-soon = आप { $later } कॉल माँग सकते हैं।
no-sends-left = पहले भेजे गए कोड अब भी चलेंगे। एक और पाने के लिए शुरू से करें।
no-calls-left = हम जितनी बार कॉल कर सकते थे, कर चुके हैं। कोड अब भी चलेगा।
no-numbers-left = आपने कई नंबर आज़माए हैं। दूसरा आज़माने के लिए शुरू से करें।
phone-rested = इस नंबर पर कई संदेश जा चुके हैं। आप { $later } एक और माँग सकते हैं। पहले भेजे गए कोड अब भी चलेंगे।
text-down = हम अभी SMS नहीं भेज सकते। कुछ नहीं भेजा गया। { $later } फिर कोशिश करें।
call-down = हम अभी कॉल नहीं कर सकते। SMS अब भी चलेगा। { $later } फिर कोशिश करें।
client-rested = आपके नेटवर्क से बहुत सारे अनुरोध आए हैं। { $later } फिर कोशिश करें।
service-rested = हम अभी सामान्य से ज़्यादा संदेश भेज रहे हैं। { $later } फिर कोशिश करें।
text-unreachable = उस नंबर पर हमारा SMS नहीं जा सकता। उसे जाँचें या दूसरा डालें।
call-unreachable = हम उस नंबर पर कॉल नहीं कर सकते। आप SMS फिर माँग सकते हैं।
text-not-sent = हम SMS नहीं भेज सके। कुछ नहीं भेजा गया: थोड़ी देर में फिर कोशिश करें।
call-not-sent = हम कॉल नहीं कर सके। थोड़ी देर में फिर कोशिश करें।
text-maybe-sent = पता नहीं कि SMS गया या नहीं। अगर न आए तो फिर भेजें।
call-maybe-sent = पता नहीं कि कॉल लगी या नहीं। अगर फ़ोन न बजे तो फिर माँगें।
start-again = बहुत समय लग गया। अपने नंबर से फिर शुरू करें।
already-verified = आपका फ़ोन नंबर पहले से सत्यापित है।

# 70 characters to a segment, so it is short.
text = आपका { $brand } कोड { $code } है।

spoken-greeting = नमस्ते। यह { $brand } की ओर से स्वचालित कॉल है, उस कोड के साथ जो आपने माँगा था।
spoken-press = अपना कोड सुनने के लिए { $key } दबाएँ।
spoken-wrong-key = वह दूसरा बटन था।
spoken-code = आपका { $brand } कोड है
spoken-again = फिर से, आपका कोड है
spoken-expires = यह { $span } में समाप्त हो जाएगा।
spoken-repeat = दोबारा सुनने के लिए { $key } दबाएँ।
spoken-goodbye = नमस्ते।
spoken-no-key = हमें सही बटन नहीं मिला, इसलिए कोई कोड नहीं पढ़ा गया। नमस्ते।
spoken-expired = यह कोड समाप्त हो गया है। नमस्ते।

## ख़ाली जवाब की जगह दिखने वाले पेज, और इंतज़ार पूरा होने पर क्या कहा जाता है

go-to-start = शुरुआती पेज पर जाएँ
elsewhere-title = पेज को उसके अपने पते पर खोलें
elsewhere = आप जिस पेज से आए हैं, वह ऐसे पते पर खुला था जिसे हम नहीं जानते। कुछ नहीं भेजा गया। यहाँ से आगे बढ़ें:
too-large-title = यह बहुत लंबा है
too-large = आपने जो डाला है, वह किसी नंबर या कोड से ज़्यादा लंबा है। कुछ नहीं भेजा गया।
too-slow-title = यह समय पर नहीं पहुँचा
too-slow = आपने जो डाला, उसे पहुँचने में बहुत देर लगी। कुछ नहीं भेजा गया। अपना इंटरनेट कनेक्शन जाँचें।
busy = इस समय यहाँ बहुत लोग हैं। कुछ नहीं भेजा गया। कुछ सेकंड में फिर कोशिश करें।
broke = हमारी तरफ़ कुछ काम नहीं कर रहा है और हम नहीं जानते कि कुछ भेजा गया या नहीं। अगर कुछ न पहुँचे, तो फिर कोशिश करें।
wait-over = यह थोड़ा जल्दी था। अब आप फिर कोशिश कर सकते हैं।
