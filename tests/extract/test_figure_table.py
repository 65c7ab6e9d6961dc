"""Sentences as reports write them, and what each counts: every indicator in several wordings."""

from __future__ import annotations

from collections import Counter

import pytest

from archive import regions
from archive.extract.figures import figures
from archive.extract.indicators import TABLE

COUNTED = """
reconsideration_received=86|2023年，县政府共收到行政复议申请86件。
reconsideration_received=1204|区行政复议局全年受理行政复议案件1,204件，同比增长35.6%。
reconsideration_received=42|一年来新收行政复议申请４２件
reconsideration_received=2310|我市各级行政复议机关共接收行政复议申请2310余件
reconsideration_received=73|行政复议立案受理73件
reconsideration_received=19|今年共有行政复议申请19件，均依法受理。
reconsideration_received=58|收到公民、法人和其他组织提出的行政复议申请五十八件。
reconsideration_concluded=81 reconsideration_received=90|收到行政复议申请90件，审结81件。
reconsideration_concluded=312|全年共审结行政复议案件312件（含上年结转20件）。
reconsideration_concluded=47 reconsideration_received=55|行政复议方面，受理55件，已办结47件。
reconsideration_concluded=36|办结行政复议案件36宗。
reconsideration_concluded=22 reconsideration_received=24|受理行政复议申请24件，结案22件，其中维持10件，驳回8件。
reconsideration_concluded=66|共作出行政复议决定66件。
reconsideration_corrected=6 reconsideration_received=48|受理行政复议案件48件，其中直接纠错6件。
reconsideration_correction_rate=8.5|行政复议直接纠错率为8.5%。
reconsideration_correction_rate=23.4|行政复议综合纠错率达23.4%。
reconsideration_correction_rate=5.2|行政复议案件撤销、变更、确认违法率为5.2%。
reconsideration_concluded=77 reconsideration_corrected=11 reconsideration_correction_rate=14.3|\
审结行政复议案件77件，撤销、确认违法等纠错11件，纠错率14.3%。
reconsideration_corrected=0|行政复议案件实现零纠错。
reconsideration_corrected=15|通过行政复议纠正违法或不当行政行为15件。
reconsideration_mediation_rate=46.2|行政复议案件调解和解率达46.2%。
reconsideration_concluded=60 reconsideration_mediation_rate=51.67 reconsideration_settled=31|\
办结行政复议案件60件，经调解、和解结案31件，调解率51.67%。
reconsideration_mediation_rate=38|行政复议调撤率为38%。
reconsideration_mediation_rate=40|行政复议案件和解撤回率百分之四十。
reconsideration_settled=28|以调解和解方式结案行政复议案件28件。
reconsideration_mediation_rate=55.1|行政复议调解率提升至55.1%
reconsideration_litigation_ratio=2.15|复议诉讼比达2.15。
reconsideration_litigation_ratio=3.2|行政复议与行政诉讼一审案件之比为3.2:1。
reconsideration_litigation_ratio=1.86|行政复议与一审行政诉讼案件量比值为1.86
reconsideration_litigation_ratio=4.02|行政复议主渠道比值达到4.02，居全市前列。
reconsideration_litigation_ratio=2.6|复议、诉讼案件比为2.6∶1。
reconsideration_litigation_ratio=1.9|行政复议和行政诉讼案件比值由1.2提升至1.9。
litigation_cases=63|全年办理行政应诉案件63件。
litigation_cases=112 litigation_concluded=98 litigation_lost=7|全区发生一审行政诉讼案件112件，已审结98件，败诉7件。
litigation_cases=21 litigation_lost=0|共办理行政诉讼案件21起，无一败诉。
litigation_cases=9|以县政府为被告的行政诉讼案件9件。
litigation_cases=17|参与行政应诉17件次。
litigation_lost=0|行政应诉案件零败诉。
litigation_cases=402|全市法院受理以行政机关为被告的一审行政诉讼案件402件
litigation_loss_rate=4.8|行政诉讼败诉率为4.8%。
litigation_loss_rate=3.05|行政诉讼案件败诉率仅3.05%
litigation_loss_rate=6.7|一审行政案件败诉率降至6.7%。
litigation_loss_rate=5.5|败诉率从9.2%下降到5.5%。
litigation_loss_rate=11|行政应诉败诉率11％
head_attendance_rate=100|行政机关负责人出庭应诉率为100%。
head_attendance_rate=98.6|行政机关负责人出庭应诉率达98.6％。
head_attendance_rate=72|正职负责人出庭率72%。
head_attendance_rate=100|负责人出庭应诉率连续三年保持100%。
head_attendance_rate=100|行政机关负责人出庭应诉率百分之百。
head_attendance_rate=96.4|全市行政机关负责人出庭应诉率由88%提高到96.4%。
head_attendance_rate=100|行政机关负责人应出庭30件，实际出庭30件，出庭率100%。
normative_docs_made=8|全年制定行政规范性文件8件。
normative_docs_amended=3 normative_docs_lapsed=2 normative_docs_made=12 normative_docs_repealed=7|\
市政府出台规范性文件12件，修改3件，废止7件，宣布失效2件。
normative_docs_filed=6|共向市政府备案规范性文件6份。
normative_docs_filed=31|审查备案各镇街、各部门规范性文件31件。
normative_docs_filing_rate=100|规范性文件报备率、报备及时率均达到100%。
normative_docs_repealed=23|废止行政规范性文件23件。
normative_docs_made=4|印发行政规范性文件4部。
normative_docs_cleanups=2|组织开展规范性文件专项清理2次。
legality_reviews=134|对重大行政决策、规范性文件等开展合法性审查134件次。
legal_opinions=560 legality_reviews=203|全年合法性审核政府文件203件，提出法律意见560余条。
contracts_reviewed=78|共审查政府合同及协议78份。
contracts_reviewed=45|审核合同类文件45件
legality_opinions=152|出具合法性审查意见书152份。
legality_reviews=318|对重大执法决定进行法制审核318件。
legality_opinions=33|法律顾问出具法律意见书33份。
major_decisions=5|将5个事项列入年度重大行政决策事项目录。
major_decisions=7|公布重大行政决策目录事项7项。
major_decisions=4|确定2023年度重大行政决策事项4项。
major_decisions=3|全年完成重大行政决策3件。
major_decisions=10|制定并公开重大行政决策事项目录，涉及事项10个。
major_decisions=6|县政府审议重大行政决策6项
enforcement_staff=56|全局现有行政执法人员56名。
enforcement_certificates=1025|全县持有行政执法证件人员1,025人。
enforcement_certificates=320|核发行政执法证320个。
enforcement_staff_examined=860 enforcement_staff_test_pass_rate=92.5|组织860名执法人员参加行政执法资格考试，通过率92.5%。
enforcement_certificates=27|目前持证执法人员27人。
enforcement_certificates=15|新增取得执法证人员15名。
enforcement_bodies=42|梳理公布行政执法主体42个。
enforcement_bodies=38|全区共有行政执法主体38家。
enforcement_bodies=29|审核确认29家行政执法主体。
enforcement_bodies=51|向社会公告行政执法主体51家
enforcement_bodies=33|全县行政执法主体资格单位33个。
enforcement_bodies=30|清理后保留执法主体30家。
penalty_amount=318.6 penalty_cases=245|全年共办理行政处罚案件245件，罚款318.6万元。
penalty_amount=56.8 penalty_cases=132|立案查处各类违法案件132起，罚没款56.8万元。
penalty_cases=89|作出行政处罚决定89件。
penalty_amount=2.35 penalty_cases=12000|实施行政处罚1.2万件，罚没金额2.35亿元。
leniency_first_violation_cases=41|适用“首违不罚”案件41件。
leniency_first_violation_cases=37|对轻微违法行为首违不罚37起
penalty_amount=204530 penalty_cases=167|立案167件，结案150件，罚款204530元。
case_files_reviewed=260|评查行政执法案卷260份。
case_files_reviewed=85|共抽查案卷85卷。
case_files_reviewed=412|对35家单位的412宗行政执法案卷进行评查。
case_files_reviewed=96|开展行政处罚、行政许可案卷评查，共评查案卷96件。
case_files_reviewed=1200|组织评查执法案卷1200余份
case_files_reviewed=120|案卷评查活动中随机抽取120本案卷。
enforcement_supervision_notices=7|下发行政执法监督通知书7份。
enforcement_supervision_decisions=4|制发行政执法监督决定书4份。
enforcement_supervision_decisions=2 enforcement_supervision_notices=12|发出《行政执法监督通知书》12份、《行政执法监督决定书》2份。
enforcement_supervision_prompts=6|出具行政执法监督意见书6份
supervision_problems_found=68|行政执法专项监督检查发现问题68个。
enforcement_supervision_prompts=15|发放行政执法监督提示单15份。
mediation_cases=6120 mediation_success_rate=98.7|全县各级人民调解组织共调解矛盾纠纷6,120件，调解成功率98.7%。
mediation_cases=13000|累计排查化解各类矛盾纠纷1.3万余起。
mediation_amount=3420 mediation_cases=988|成功化解矛盾纠纷988件，涉及金额3420万元。
disputes_registered=452 mediation_cases=449 mediation_success_rate=99.3|受理各类民间纠纷452件，调处成功449件，成功率99.3%。
mediation_cases=2306|人民调解委员会调解案件2306件。
disputes_registered=510 mediation_success_rate=97|排查矛盾纠纷510起，化解率达97%。
legal_aid_cases=732|办理法律援助案件732件。
consultations=3200 legal_aid_cases=1150|全年受理法律援助1,150件，接待群众来访咨询3200人次。
consultations=8600|解答法律咨询8600余人次。
legal_aid_cases=218|为农民工提供法律援助218件。
legal_help_cases=405|指派法律援助律师办理刑事法律帮助案件405件。
legal_service_cases=21000|提供各类公共法律服务2.1万件。
disclosure_requests=34|受理政府信息公开申请34件，均按期答复。
disclosure_requests=57|全年收到依申请公开件57件。
disclosure_requests=26|办理依申请公开政府信息26件。
disclosure_requests=128|共收到政府信息公开申请128宗
disclosure_requests=19|答复政府信息依申请公开19件。
disclosure_requests=8|新收政府信息公开申请8件，办结8件。
cppcc_proposals=203 npc_suggestions=156 suggestion_satisfaction_rate=100|办理人大代表建议156件、政协委员提案203件，满意率均为100%。
cppcc_proposals=18 npc_suggestions=12 suggestion_reply_rate=100|承办市人大建议12件，市政协提案18件，办复率100%。
npc_suggestions=98|办复人大代表议案建议98件。
cppcc_proposals=77|全年共办理政协提案77件。
npc_suggestions=63|办结区人大代表意见建议63件
cppcc_proposals=9 npc_suggestions=4 suggestion_satisfaction_rate=99.5|办理省人大代表建议4件，省政协提案9件，代表委员满意率达99.5%。
judicial_advice_reply_rate=100|司法建议回复率100%。
judicial_advice_reply_rate=100|检察建议按期回复率达到100%。
judicial_advice_reply_rate=100|司法建议和检察建议反馈率均为100%。
judicial_advice_reply_rate=100|对司法建议书、检察建议书的回复率、采纳率均达100%。
judicial_advice_reply_rate=100|司法建议办理回复率达百分之百。
judicial_advice_reply_rate=97.5|检察建议书回复率为97.5%
law_study_sessions=8|组织政府常务会议学法8次。
law_study_sessions=12|开展领导干部集体学法12场次。
training_participants=780 training_sessions=6|举办行政执法培训班6期，培训执法人员780人次。
officials_reported=136|全县136名党政主要负责人进行述法。
law_study_sessions=5|局党组会议专题学法5次
training_participants=2100 training_sessions=9|举办法治专题培训9场，参训2100余人次。
law_study_sessions=16|落实会前学法制度，全年会前学法16次。
online_service_rate=98.5|政务服务事项网办率达98.5%。
online_service_rate=99.1|“一网通办”率达到99.1%。
service_rating_rate=99.98|政务服务好评率99.98%。
service_cases=423000|全年办理各类政务服务事项42.3万件。
online_service_rate=100|依申请政务服务事项网上可办率达100%，群众满意度99.6%。
service_cases=13560 service_rating_rate=100|共办理审批服务事项13560件，好评率为100%。
publicity_events=260 publicity_participants=86000|开展普法宣传活动260余场次，覆盖群众8.6万人次。
publicity_events=58|举办法治讲座58场。
publicity_events=90 publicity_participants=12000|组织法治宣传活动90场（次），受众达1.2万余人次。
publicity_events=35 publicity_participants=4000|开展“宪法进万家”宣传活动35次，惠及群众4000余人。
publicity_events=120|全年开展送法下乡活动120次。
publicity_events=1480 publicity_participants=360000|开展各类普法活动1,480场，参与群众约36万人次
reconsideration_received=70 reconsideration_received=96|2022年收到行政复议申请70件，2023年收到行政复议申请96件。
mediation_success_rate=98|人民调解成功率98%。
training_participants=150 training_sessions=3|行政应诉培训3次，参训150人次。
reconsideration_received=1290 reconsideration_received=1376|2023年度，全市行政复议机构新收行政复议申请1,376件，受理1,290件。
reconsideration_received=25 reconsideration_received=28|县行政复议办公室共收到复议申请２８件，其中受理２５件，不予受理３件。
reconsideration_received=415|行政复议案件受理数达到415件，首次突破400件。
reconsideration_concluded=101 reconsideration_mediation_rate=43.56 reconsideration_settled=44|\
已审结行政复议案件101件，其中以调解、撤回方式结案44件，调撤率为43.56%。
reconsideration_cases_handled=70 reconsideration_correction_rate=8.57|\
办理行政复议案件70件，决定撤销3件、确认违法2件、责令履行1件，直接纠错率8.57%。
litigation_cases=6 litigation_lost=0|一年来，以我局为被告的行政诉讼案件共6件，均已审结，无败诉案件。
litigation_cases=87 litigation_concluded=79 litigation_loss_rate=6.3 litigation_lost=5|\
全年新收一审行政诉讼案件87件，同比下降11.2%；审结79件，行政机关败诉5件，败诉率6.3%。
litigation_cases=44|全县各行政机关共应诉行政案件44件。
head_attendance_rate=100|开庭审理案件35件，行政机关负责人出庭35件，出庭应诉率达100％。
head_attendance_rate=100|行政机关负责人出庭应诉率和行政裁判履行率均为100%。
normative_docs_made=17|制定出台《某市停车场管理办法》等政府规章2部、行政规范性文件17件。
normative_docs_amended=6 normative_docs_repealed=9|对现行有效的行政规范性文件进行全面清理，继续有效45件，修订6件，废止9件。
normative_docs_filed=28|共登记、备案镇街和部门规范性文件28件，纠正问题文件2件。
legality_reviews=96|县司法局共对96份政府文件进行合法性审查。
legal_opinions=420 legality_reviews=187|完成行政规范性文件、重大决策、政府合同等合法性审查187件，提出意见建议420条。
contracts_reviewed=112 legal_opinions=95|法律顾问参与审查合同协议112份，出具法律意见95份。
major_decisions=8|向社会公布年度重大行政决策事项目录，共8项。
major_decisions=6|《2023年度重大行政决策事项目录》确定决策事项6个。
enforcement_staff=986|全县在岗行政执法人员共986名，持证率100%。
enforcement_certificates=845|共有312人通过执法资格考试，换发新版执法证件845件。
enforcement_staff_test_pass_rate=99.2|组织行政执法人员网上培训考试2期，合格率99.2%。
penalty_amount=124.35 penalty_cases=96|共查处各类违法案件96件，罚没款合计124.35万元，移送公安机关3件。
penalty_amount=46.8 penalty_cases=78|办理一般程序行政处罚案件78件、简易程序案件112件，收缴罚款46.8万元。
leniency_first_violation_cases=29|落实“首违不罚”“轻微不罚”清单，不予处罚案件29件。
case_files_reviewed=90 case_files_reviewed=150|组织全县行政执法案卷集中评查，抽查处罚案卷150份、许可案卷90份。
enforcement_supervision_prompts=5 enforcement_supervision_prompts=11|全年制发执法监督意见书5份、提示函11份，督促整改问题37个。
supervision_problems_found=52|发现执法不规范问题52个，已全部整改。
disputes_registered=8764 mediation_amount=2.16 mediation_cases=8690 mediation_success_rate=99.2|\
全区调解组织共受理矛盾纠纷8,764件，调解成功8,690件，调解成功率99.2%，涉及金额2.16亿元。
disputes_registered=1320 mediation_cases=1301 mediation_success_rate=98.6|排查各类矛盾纠纷1,320起，成功化解1,301起，化解率98.6%。
mediation_cases=240|依法调处劳动争议纠纷240余件。
consultations=4500 legal_aid_cases=920|受理法律援助案件920件，法律援助咨询4,500余人次，为受援人挽回经济损失1,200万元。
consultations=2100|12348热线接听咨询电话6320个，现场解答群众咨询2100人次。
disclosure_requests=18|全年受理依申请公开18件，答复率100%。
suggestion_reply_rate=100 suggestion_satisfaction_rate=100 suggestions_and_proposals=316|\
共承办省、市、县人大代表建议和政协委员提案316件，办结率、满意率均为100%。
cppcc_proposals=102 npc_suggestions=85|人大代表建议85件、政协提案102件全部办复。
law_study_sessions=10 law_study_sessions=126|县政府常务会议会前学法10次，党委（党组）理论学习中心组学法126次。
executive_meetings=28|全年召开常务会议28次，研究法治议题15项。
officials_reported=82|82名科级领导干部提交书面述法报告。
training_participants=1850 training_sessions=21|开展执法业务培训21场次，参训人员1850人次。
online_service_rate=97.3 service_rating_rate=99.9|依申请政务服务事项“一网通办”率达97.3%，“好差评”好评率99.9%。
service_cases=268000|全年受理政务服务事项26.8万件，办结26.7万件。
publicity_events=420 publicity_participants=150000|开展“法律六进”活动420场次，发放资料12万份，受教育群众15万余人次。
publicity_events=66 publicity_participants=23000|举办民法典宣讲66场，覆盖2.3万人次。
judicial_advice_reply_rate=100|司法建议、检察建议按时回复率均达100%。
reconsideration_concluded=215 reconsideration_corrected=14 reconsideration_correction_rate=6.51 \
reconsideration_received=228 reconsideration_received=246 reconsideration_settled=96|\
深化行政复议体制改革，全年收到行政复议申请246件，同比上升18.3%，受理228件，审结\
215件，其中调解和解终止96件，占审结案件的44.65%；直接纠错14件，纠错率6.51%。
head_attendance_rate=98.7 litigation_cases=530 litigation_loss_rate=7.9|\
全市法院共受理一审行政诉讼案件530件，行政机关负责人出庭应诉率98.7%，较上年提高1.2个百分点，行政机关败诉率7.9%，同比下降2.1个百分点。
contracts_reviewed=386 legal_opinions=1120|全年共审核各类文件、合同、协议等386件，提出修改意见1,120余条。
normative_docs_filed=13 normative_docs_filing_rate=100|严格规范性文件备案审查，共报备规范性文件13件，报备率、规范率均为100%。
normative_docs_made=2|我局共制定行政规范性文件2件，均按程序开展合法性审核和公平竞争审查。
penalty_amount=143.7 penalty_cases=86|全年开展执法检查3,260人次，检查企业1,105家，立案处罚86起，罚没金额143.7万元。
penalty_amount=89.25 penalty_cases=63|共办理行政处罚案件63件，罚款金额89.25万元，无一起被提起行政复议或行政诉讼。
enforcement_staff_examined=56|组织56名执法人员参加全省行政执法人员资格认证考试，全部通过。
enforcement_certificates=38|现有持证执法人员38名，执法证持证率达100%。
disputes_registered=186 mediation_cases=182 mediation_success_rate=97.8|全镇共排查矛盾纠纷186起，调处182起，调处成功率97.8%。
mediation_amount=1862.5 mediation_cases=1045|村（社区）人民调解委员会成功调解各类矛盾纠纷1,045件，协议涉及金额1,862.5万元。
consultations=9870 legal_aid_cases=568|县公共法律服务中心接待群众来电来访咨询9,870人次，办理法律援助案件568件，为群众挽回经济损失896万元。
cppcc_proposals=35 npc_suggestions=28 suggestion_reply_rate=100 suggestion_satisfaction_rate=100|\
收到人大代表建议28件、政协提案35件，办结率100%、满意率100%。
law_study_sessions=4 publicity_events=3|全年召开党组会议专题研究法治工作6次，组织党组理论学习中心组集中学法4次，开展法治专题讲座3场。
consultations=5200 publicity_events=42|利用“12·4”国家宪法日等节点开展集中普法宣传活动42场次，发放宣传资料3.6万份，接受群众咨询5,200人次。
disclosure_requests=12|受理依申请公开信息12条，全部按期答复。
online_service_rate=92.3 online_service_rate=99.6 service_rating_rate=99.95|政务服务事项网上可办率99.6%，全程网办率92.3%，群众好评率99.95%。
case_files_reviewed=68 supervision_problems_found=23|组织开展案卷评查2次，评查案卷68卷，发现问题23个。
enforcement_supervision_notices=9|对12个部门的行政执法情况开展专项监督，下达行政执法监督通知书9份，提出整改建议31条。
major_decisions=9|2022年至2023年，全县共确定重大行政决策事项9项。
major_decisions=7|编制年度重大行政决策事项目录并向社会公布，共纳入7个事项。
legality_opinions=148|县政府法律顾问团审查重大决策、合同等法律事务155件，出具法律意见书148份。
reconsideration_received=48|截至12月底，共收到行政复议申请48件，较去年同期增加11件，其中不予受理4件。
head_attendance_rate=100|行政机关主要负责人出庭应诉18次，负责人出庭应诉率保持100%，实质性化解行政争议26件。
leniency_first_violation_cases=58|推行“综合查一次”，减少入企检查次数30%，首违免罚案件58件，减免罚款62.4万元。
leniency_first_violation_cases=112|实施轻微违法不予处罚112件，涉及金额210万元。
enforcement_bodies=286 enforcement_staff=6732|全市现有行政执法主体286个，行政执法人员6,732名。
enforcement_staff_test_pass_rate=99.5 training_participants=620 training_sessions=2|\
举办全县行政执法人员业务培训班2期，培训620余人次，考试合格率99.5%。
litigation_cases=8|办理行政应诉案件8件，其中一审6件、二审2件，胜诉率100%。
judgment_performance_rate=100 judicial_advice_reply_rate=100|法院生效裁判履行率100%，司法建议反馈率100%。
legality_reviews=28|对全镇28份合同、协议进行合法性审查，审查率100%。
service_cases=68000|共计办理各类审批服务事项6.8万件，按时办结率100%。
reconsideration_cases_handled=132 reconsideration_concluded=118 reconsideration_received=126|\
办理行政复议案件132件，其中受理126件，已办结118件，按时办结率100%。
litigation_loss_rate=8.33|行政诉讼案件一审败诉率为8.33%。
head_attendance_rate=100|全区行政机关负责人出庭应诉率、出声率均为100%。
legality_reviews=218|完成合法性审查事项218件（次）。
normative_docs_filed=9|完成9件行政规范性文件的报备工作。
normative_docs_filed=15|对15件行政规范性文件进行备案审查。
enforcement_certificates=1236|全区1,236名行政执法人员取得行政执法资格。
publicity_events=86|开展“送法下乡”“法律进企业”等活动86场次。
publicity_events=120 publicity_participants=26000|累计开展普法宣传活动120余次，覆盖2.6万人次。
legal_aid_cases=1023|法律援助机构共受理各类法律援助案件1023件，其中刑事案件612件、民事案件411件。
cppcc_proposals=67 npc_suggestions=56|办理县人大代表建议56件，其中主办40件；办理县政协委员提案67件，其中主办51件。
law_study_sessions=12|县政府常务会学法12期。
penalty_amount=356.2|罚没款总额达356.2万元。
penalty_amount=1203 penalty_cases=487|共立案487起，结案465起，罚没入库金额1,203万元。
penalty_cases=74|办结行政处罚案件74件。
penalty_amount=412.8 penalty_cases=326|作出行政处罚326宗，罚款412.8万元。
reconsideration_received=70 reconsideration_received=77|行政复议机构收到申请77件，受理70件，不予受理5件，另有2件正在审查。
litigation_lost=0|今年我局未发生行政复议和行政诉讼败诉案件。
reconsideration_correction_rate=11|行政复议维持率89%，综合纠错率11%。
normative_docs_amended=8 normative_docs_made=5 normative_docs_repealed=17|制发规范性文件5件，清理规范性文件86件，其中保留61件，修改8件，废止17件。
normative_docs_made=11|共印发市政府规范性文件11件、政策解读11篇。
legal_service_cases=34000|全年共受理公证、法律援助、人民调解等公共法律服务事项3.4万件。
consultations=12600|解答群众法律咨询12,600人次，代写法律文书430份。
enforcement_bodies=1108 enforcement_certificates=23000|全市共有各级行政执法主体1,108个，持证人员2.3万人。
case_files_reviewed=360|完成对12家执法单位共计360份执法案卷的评查，合格率96.4%。
training_participants=4300 training_sessions=35|共举办各类法治培训班、专题讲座35期，培训干部4,300余人次。
online_service_rate=96.8|一网通办率从去年的91.2%提升到96.8%，“最多跑一次”事项占比100%。
mediation_success_rate=98.9|矛盾纠纷就地化解率达98.9%，同比提升1.1个百分点。
judicial_advice_reply_rate=100|收到司法建议4件、检察建议6件，均按期回复，回复率100%。
disclosure_requests=45|政府信息公开申请收件45件，较上年减少12件。
mediation_amount=8900 mediation_cases=3180 mediation_cases=3205 mediation_success_rate=99.2|\
调解案件3,205件，调解成功3,180件，成功率99.2%，涉案金额8,900余万元。
reconsideration_concluded=52 reconsideration_mediation_rate=48.08 reconsideration_received=58|\
2023年，全县行政复议案件收案58件，结案52件，调解和解率48.08%，复议后提起诉讼6件。
head_attendance_rate=95.5 litigation_cases=22 reconsideration_cases_handled=15|\
办理15件行政复议案件、22件行政诉讼案件，行政机关负责人出庭应诉率达95.5%。
litigation_cases=29 litigation_lost=2|区政府作为被告的行政诉讼案件29件，同比减少6件，败诉2件。
normative_docs_filed=10 normative_docs_filing_rate=100 normative_docs_made=10|全年制定出台规范性文件共计10件，向上级报备10件，报备率100%。
normative_docs_amended=9 normative_docs_lapsed=12 normative_docs_repealed=33|集中清理行政规范性文件215件，宣布废止33件、失效12件、修改9件。
contracts_reviewed=57|共审核政府常务会议题82个、政府文件146份、合同协议57份。
legality_opinions=235|共出具合法性审核意见235份。
major_decisions=6|全年将6项重大行政决策纳入目录管理。
enforcement_staff=1480|为全县1,480名行政执法人员换发新证。
penalty_amount=1024.5 penalty_cases=1356|全年办结各类行政处罚案件1,356件，其中适用简易程序890件，罚没1,024.5万元。
case_files_reviewed=112|抽取28个执法单位的112份案卷开展评查。
enforcement_supervision_notices=4 enforcement_supervision_prompts=2|印发执法监督通知书4份、执法监督建议书2份。
mediation_cases=6230 mediation_success_rate=99.1|全年化解6,230件矛盾纠纷，化解成功率99.1%。
consultations=7800 legal_aid_cases=456|受理并办结法律援助案件456件，提供法律咨询7,800余人次，为当事人挽回损失1,560万元。
cppcc_proposals=14 npc_suggestions=9 suggestion_satisfaction_rate=100|办理省、市人大代表建议9件，市政协提案14件，代表委员满意率均达100%。
law_study_sessions=6 publicity_events=4 training_participants=860|县政府常务会议学法6次，举办法治讲座4场，培训领导干部860人次。
publicity_events=68 publicity_participants=18000|开展“美好生活·民法典相伴”主题宣传活动68场，参与群众1.8万人次。
disclosure_requests=21|收到政府信息公开申请21件，上年结转1件，均已依法答复。
online_service_rate=93.6 service_rating_rate=99.99|政务服务“一网通办”事项网办率达93.6%，办件好评率99.99%。
judicial_advice_reply_rate=100|司法建议书反馈率、检察建议书采纳率均达100%。
officials_reported=56|全县56名党政主要负责人开展年度述法，实现述法全覆盖。
litigation_concluded=315 litigation_loss_rate=8.89 litigation_lost=28|全市法院一审审结行政案件315件，判决行政机关败诉28件，败诉率8.89%。
disputes_registered=98 mediation_cases=96 mediation_success_rate=98|我镇全年受理各类矛盾纠纷98起，成功调处96起，成功率达98%，防止群体性上访3起。
training_participants=210 training_sessions=3|举办执法培训3期210人次。
reconsideration_received=40 reconsideration_received=55|去年全县受理行政复议案件40件，今年受理行政复议案件55件。
reconsideration_received=92|区复议机构共登记行政复议申请92件。
reconsideration_concluded=70 reconsideration_received=75 reconsideration_received=81 reconsideration_settled=33|\
全年接收行政复议申请81件，其中受理75件、诉前化解4件；已审结70件，因和解、调解等终止33件。
head_attendance_rate=96.4|行政机关负责人出庭应诉率由2022年的88.1%提升到96.4%。
litigation_cases=19 litigation_cases=26|2022年办理行政应诉案件19件，2023年办理26件。
normative_docs_cleanups=2 normative_docs_repealed=11|开展涉企政策等专项清理2次，废止行政规范性文件11件。
enforcement_bodies=29|全县共有行政执法机构29个。
service_cases=2417|全年办理行政许可事项2417件。
disclosure_requests=83|全县依申请公开共受理83件，均按时答复。
legal_service_cases=31000 legal_service_satisfaction_rate=98.7|全年提供公共法律服务3.1万人次，群众满意率98.7%。
cppcc_proposals=41 npc_suggestions=29|县政府承办的29件人大代表建议、41件政协提案全部办结。
officials_reported=38|全县38名乡镇和部门主要负责人进行了述法，其中现场述法5名。
"""
ROWS = [line.split("|", 1) for line in COUNTED.strip().splitlines()]
HEADING = "一、主要做法和成效\n"


def found(sentence: str) -> list[tuple[str, float]]:
    return sorted((item.indicator, item.value) for item in figures(HEADING + sentence + "\n", [], 2023))


@pytest.mark.parametrize(("wanted", "sentence"), ROWS)
def test_sentence(wanted, sentence):
    assert found(sentence) == sorted((name, float(value)) for name, value in (item.split("=") for item in wanted.split()))


def test_every_quote_is_cut_from_the_text():
    text = HEADING + "\n".join(sentence for _, sentence in ROWS)
    found = figures(text, [], 2023)
    assert len(found) >= len(ROWS) / 2
    assert [text[item.start:item.end] for item in found] == [item.quote for item in found]


@pytest.mark.parametrize(("region", "wanted"), [
    ("330000", [900.0, 120.0, 31.0]), ("331000", [120.0, 31.0]), ("331022", [31.0]), (None, [120.0, 31.0]),
])
def test_totals_of_wider_areas_are_not_the_bodys_own(region, wanted):
    text = "全国办理行政复议案件5000件。全省办理行政复议案件900件。全市办理行政复议案件120件。在全市率先推行，全年办理行政复议案件31件。"
    found = figures(text, [], 2023, regions.load().by_code(region))
    assert [item.value for item in found] == wanted


@pytest.mark.parametrize(("text", "wanted"), [
    ("2022年收到行政复议申请70件，2023年收到行政复议申请96件。", [(70, 2022), (96, 2023)]),
    ("去年收到行政复议申请70件；今年收到行政复议申请96件。", [(70, 2022), (96, 2023)]),
    ("自2021年以来共收到行政复议申请300件。", [(300, 2023)]),
    ("较去年同期有所增长，共收到行政复议申请96件（含上年结转5件）。", [(96, 2023)]),
])
def test_year_of_a_figure(text, wanted):
    assert [(item.value, item.year) for item in figures(text, [], 2023)] == wanted


@pytest.mark.parametrize(("text", "wanted"), [
    ("化解纠纷近300件", "近"), ("化解纠纷超过300件", "超"), ("化解纠纷逾300件", "逾"), ("化解纠纷约300件", "约"), ("化解纠纷300余件", "余"),
    ("化解纠纷300多件", "多"), ("化解纠纷300件以上", "以上"), ("化解纠纷300件左右", "左右"), ("化解纠纷共计300件", None),
])
def test_qualifier(text, wanted):
    assert [item.qualifier for item in figures(text, [], 2023)] == [wanted]


def test_the_table_tries_nearly_every_indicator():
    tried = Counter(item.split("=")[0] for wanted, _ in ROWS for item in wanted.split())
    assert len(tried) >= 0.8 * len({row[0] for row in TABLE})
