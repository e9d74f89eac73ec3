language-name = العربية
direction = rtl
voice = Polly.Zeina
voice-language = arb

seconds = { $count ->
    [one] ثانية واحدة
    [two] ثانيتين
    [few] { $count } ثوانٍ
   *[other] { $count } ثانية
}
minutes = { $count ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $count } دقائق
   *[other] { $count } دقيقة
}
hours = { $count ->
    [one] ساعة واحدة
    [two] ساعتين
    [few] { $count } ساعات
   *[other] { $count } ساعة
}
later = بعد { $span }
later-at = بعد { $span } (الساعة { $clock })
wait-seconds = بعد { $count } ث
wait-minutes = بعد { $count } د

progress = التقدّم
progress-number = الرقم
progress-code = الرمز
progress-done = تم
problem = هناك مشكلة
error-title = خطأ: { $title }
language = اللغة
support = مساعدة
handset = افتح هاتف التجربة
try-again = حاول مرة أخرى
start-over = ابدأ من جديد
offline = أنت غير متصل بالإنترنت. ما كتبته محفوظ.

phone-title = تحقّق من رقم هاتفك
phone-why = سنرسل إليك في رسالة نصية رمزًا من { $digits } أرقام لنتأكد أن الرقم لك.
country = البلد
country-choose = اختر بلدًا
country-search = ابحث بالاسم أو الرمز
country-found = { $count ->
    [0] لم يُعثر على أي بلد
    [one] بلد واحد
    [two] بلدان
    [few] { $count } بلدان
   *[other] { $count } بلدًا
}
close = إغلاق
phone = رقم الهاتف المحمول
phone-example = مثلًا { $number }
example-country = EG
send-code = أرسل الرمز
sending = جارٍ الإرسال…
rates = قد تُحتسب رسوم على الرسالة.

code-title = أدخل الرمز
code = رمز من { $digits } أرقام
code-hint = يبقى صالحًا لمدة { $span }. نتحقق منه فور إدخال { $digits } أرقام.
code-time = يبقى الرمز صالحًا لمدة { $span }.
sent-to-text = أدخل الرمز المكوّن من { $digits } أرقام الذي أرسلناه إلى { $number }
sent-to-call = أدخل الرمز المكوّن من { $digits } أرقام الذي نقرؤه في المكالمة إلى { $number }
verify = تحقّق
checking = جارٍ التحقق…
change-number = غيّر الرقم
send-again = أرسل مرة أخرى
send-again-now = يمكنك الآن طلب رسالة أخرى.
call-me = اتصلوا بي بدلًا من ذلك
call-me-now = يمكنك الآن طلب مكالمة.
calling = جارٍ الاتصال…
call-how = يطلب منك صوت آلي الضغط على زر، ثم يقرأ الرمز 3 مرات.
call-from = ستأتي المكالمة من الرقم { $number }.

text-sending = جارٍ إرسال الرسالة…
text-unknown = لا نعرف بعد إن كانت الرسالة قد أُرسلت.
text-sent = الرسالة في الطريق.
text-sent-again = أُرسلت مرة أخرى الساعة { $clock }. هي في الطريق.
text-slow = قد تستغرق الرسائل بضع دقائق. يمكنك أيضًا تلقي مكالمة.
text-delivered = وصلت الرسالة الساعة { $clock }.
text-failed = لم تصل الرسالة. يمكننا الاتصال بك وقراءة رمز.
call-placing = جارٍ الاتصال بك…
call-unknown = لا نعرف بعد إن كانت المكالمة قد أُجريت.
call-ringing = هاتفك يرنّ.
call-answered = استمع إلى { $digits } أرقام: نقولها 3 مرات.
call-ended = انتهت المكالمة.
call-busy = كان الخط مشغولًا. يمكنك المحاولة مرة أخرى.
call-no-answer = لم يردّ أحد. يمكنك المحاولة مرة أخرى.
call-voicemail = ردّ البريد الصوتي، لذلك لم نقل الرمز.
call-failed = تعذّر إتمام المكالمة.

code-over-title = تحتاج إلى رمز جديد
locked-title = رموز خاطئة كثيرة
code-over-expired = انتهت مدة ذلك الرمز الساعة { $clock }. اطلب رمزًا جديدًا أدناه.
code-over-used-up = استُنفدت محاولات ذلك الرمز. اطلب رمزًا جديدًا أدناه.

done-title = تم التحقق من رقم هاتفك
done = هذا كل شيء. يمكنك العودة إلى حيث كنت.
verify-another = تحقّق من رقم آخر
unavailable-title = لا يمكننا فعل ذلك الآن
unavailable = هناك عطل لدينا. لم يُرسل شيء ولم يضِع شيء. حاول مرة أخرى بعد ثوانٍ.
unreadable-title = لم نتمكن من قراءة ذلك
unreadable = ما وصل إلى هنا لم يأتِ من صفحتنا. لم يُرسل شيء.
missing-title = لا توجد صفحة كهذه
missing = ربما كُتب العنوان خطأ.

phone-missing = أدخل رقم هاتفك المحمول.
country-missing = اختر بلدًا، أو ابدأ الرقم بعلامة + ورمز البلد.
country-unknown = لا يوجد بلد بهذا الرمز. تحقّق من الأرقام بعد علامة +.
country-not-served = لا يمكننا إرسال رموز إلى ذلك البلد. استعمل رقمًا من بلد آخر.
number-not-served = لا يمكننا إرسال رموز إلى هذا النوع من الأرقام. استعمل رقم هاتفك المحمول.
call-not-served = لا يمكننا الاتصال بهذا النوع من الأرقام. يمكنك طلب الرسالة مرة أخرى.
phone-unreadable = هذا ليس رقم هاتف. استعمل الأرقام فقط، مثل { $number }.
phone-strange = يُرجى إدخال أرقام فقط: يوجد بينها «{ $character }».
phone-too-short = هذا الرقم قصير جدًا. تأكد من عدم نقص أي رقم.
phone-too-long = هذا الرقم طويل جدًا. تأكد من عدم زيادة أي رقم.
phone-wrong-length = للأرقام في ذلك البلد طول مختلف. تحقّق من الأرقام.
phone-unknown = هذا الرقم غير معروف لدينا. يُرجى مراجعة الخانات والبلد.
code-missing = أدخل الرمز المكوّن من { $digits } أرقام.
code-shape = يتكوّن الرمز من { $digits } أرقام. عدد ما أدخلته: { $typed }.
code-wrong = هذا الرمز ليس صحيحًا. تحقّق منه وحاول مرة أخرى. { $tries ->
    [one] بقيت محاولة واحدة.
    [two] بقيت محاولتان.
    [few] بقيت { $tries } محاولات.
   *[other] بقيت { $tries } محاولة.
}
code-expired = انتهت مدة ذلك الرمز. اطلب رمزًا جديدًا.
code-used-up = استُنفدت محاولات ذلك الرمز. اطلب رمزًا جديدًا.
flow-locked = استنفدت كل محاولاتك. ابدأ من جديد للحصول على رمز جديد.
phone-locked = أُدخلت لهذا الرقم رموز خاطئة كثيرة. يمكنك المحاولة مرة أخرى { $later }.
text-too-soon = يمكنك طلب رسالة أخرى { $later }.
call-too-soon = يمكنك طلب مكالمة { $later }.
no-sends-left = الرموز المرسلة سابقًا ما زالت تعمل. ابدأ من جديد للحصول على رمز آخر.
no-calls-left = اتصلنا بك أقصى عدد ممكن من المرات. الرمز ما زال يعمل.
no-numbers-left = جرّبت عدة أرقام. ابدأ من جديد لتجربة رقم آخر.
phone-rested = تلقّى هذا الرقم عدة رسائل. يمكنك طلب رسالة أخرى { $later }. الرموز المرسلة سابقًا ما زالت تعمل.
text-down = لا يمكننا إرسال الرسائل الآن. لم يُرسل شيء. حاول مرة أخرى { $later }.
call-down = لا يمكننا الاتصال الآن. الرسالة النصية ما زالت ممكنة. حاول مرة أخرى { $later }.
client-rested = وصلت طلبات كثيرة من شبكتك. حاول مرة أخرى { $later }.
service-rested = نرسل رسائل أكثر من المعتاد. حاول مرة أخرى { $later }.
text-unreachable = لا يمكن لهذا الرقم تلقي رسائلنا. تحقّق منه أو استعمل رقمًا آخر.
call-unreachable = لا يمكننا الاتصال بهذا الرقم. يمكنك طلب الرسالة مرة أخرى.
text-not-sent = لم نتمكن من إرسال الرسالة. لم يُرسل شيء: حاول مرة أخرى بعد لحظات.
call-not-sent = لم نتمكن من إجراء المكالمة. حاول مرة أخرى بعد لحظات.
text-maybe-sent = لا نعرف إن كانت الرسالة قد أُرسلت. إن لم تصل فأرسلها مرة أخرى.
call-maybe-sent = لا نعرف إن كانت المكالمة قد أُجريت. إن لم يرنّ الهاتف فاطلبها مرة أخرى.
start-again = استغرق ذلك وقتًا طويلًا. ابدأ من جديد برقمك.
already-verified = تم التحقق من رقم هاتفك من قبل.
moved-on = حدث تغيير في علامة تبويب أو نافذة أخرى، لذلك لم يُرسَل شيء ولم يُحتسَب شيء. تعرض هذه الصفحة الوضع الحالي.
cookie-missing = لم نرسل رمزًا: متصفحك لا يحتفظ بملف تعريف الارتباط الخاص بنا. يُرجى السماح بملفات تعريف الارتباط لهذا الموقع في إعدادات المتصفح، ثم إعادة المحاولة.

# 70 characters to a segment, so it is short.
text = رمز { $brand }: { $code }. لا تعطه لأحد

spoken-greeting = مرحبًا. هذه مكالمة آلية من { $brand } بالرمز الذي طلبته.
spoken-press = لسماع الرمز، اضغط { $key }.
spoken-wrong-key = كان ذلك زرًا آخر.
spoken-code = رمز { $brand } هو
spoken-again = مرة أخرى، الرمز هو
spoken-expires = تنتهي مدته بعد { $span }.
spoken-repeat = لسماعه مرة أخرى، اضغط { $key }.
spoken-goodbye = مع السلامة.
spoken-no-key = لم نتلقّ الزر الصحيح، لذلك لم يُقرأ أي رمز. مع السلامة.
spoken-expired = انتهت مدة هذا الرمز. مع السلامة.
