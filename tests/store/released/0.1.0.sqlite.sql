BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE api_keys (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(100) NOT NULL, 
	digest BLOB NOT NULL, 
	scopes SMALLINT NOT NULL, 
	made_at BIGINT NOT NULL, 
	used_at BIGINT, 
	revoked_at BIGINT, 
	CONSTRAINT uq_api_keys_digest UNIQUE (digest)
);
CREATE TABLE approvals (
	issue INTEGER NOT NULL, 
	edition VARCHAR(64) NOT NULL, 
	approved_at BIGINT NOT NULL, 
	file_hash VARCHAR(64) NOT NULL, 
	audience VARCHAR(100), 
	send_at BIGINT, 
	position INTEGER, 
	queued_at BIGINT, 
	CONSTRAINT pk_approvals PRIMARY KEY (issue), 
	CONSTRAINT fk_approvals_edition_editions FOREIGN KEY(edition) REFERENCES editions (sha256)
);
INSERT INTO "approvals" VALUES(1,'74e328deff2a12472324580b9b313e8b81a13c438f06fa3c2b14acc82e04077d',1772348400000000,'',NULL,NULL,NULL,NULL);
INSERT INTO "approvals" VALUES(2,'961d640c873cc5b8e18e328a7c69ff0f1174d7b7dd7795a7d4ea5fa3eb23d6f3',1772348400000000,'',NULL,NULL,NULL,NULL);
INSERT INTO "approvals" VALUES(3,'c4b80582c4e688a1a1a8df208effe079d2bc529431500f33e4d1f59c00d01950',1772348400000000,'',NULL,NULL,1,1772348400000000);
INSERT INTO "approvals" VALUES(4,'e28cb2559dc7028149db7707a26f8dfe3a0751f12862960c749423481f9e8ee0',1772348400000000,'',NULL,NULL,2,1772348400000000);
CREATE TABLE batches (
	dispatch INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	state SMALLINT NOT NULL, 
	attempt INTEGER DEFAULT 0 NOT NULL, 
	generation INTEGER DEFAULT 0 NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	members INTEGER NOT NULL, 
	handed INTEGER DEFAULT 0 NOT NULL, 
	due_at BIGINT DEFAULT 0 NOT NULL, 
	leased_until BIGINT DEFAULT 0 NOT NULL, 
	keyed_at BIGINT, 
	handed_at BIGINT, 
	dated BIGINT, 
	payload BLOB, 
	provider_id TEXT, 
	why TEXT, 
	CONSTRAINT pk_batches PRIMARY KEY (dispatch, number), 
	CONSTRAINT fk_batches_dispatch_dispatches FOREIGN KEY(dispatch) REFERENCES dispatches (id)
)
 WITHOUT ROWID

;
INSERT INTO "batches" VALUES(1,1,2,1,0,1,2,2,2,0,0,1796005135332016,1796005135332016,1772348400000000,X'FCD42788E4136E5132FDB2973D52E45891E0AD940C2FDD3F87AECED24183E24A',NULL,NULL);
INSERT INTO "batches" VALUES(1,2,2,1,0,3,4,2,2,0,0,1796005135386009,1796005135386009,1772348400000000,X'202E089D78D395B82241671815F62BC2616301617042D0D361EF68E2149C77C9',NULL,NULL);
INSERT INTO "batches" VALUES(2,1,2,1,0,1,3,3,3,0,0,1796005135566012,1796005135566012,1772348400000000,X'DEC3FA84D892215ED7F39DB3F3CE966847B59B2D38287DFE3A0C726E78226C0A',NULL,NULL);
INSERT INTO "batches" VALUES(2,2,0,0,0,4,4,1,0,0,0,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE chores (
	name VARCHAR(60) NOT NULL, 
	holder VARCHAR(60) NOT NULL, 
	until BIGINT NOT NULL, 
	done_at BIGINT, 
	CONSTRAINT pk_chores PRIMARY KEY (name)
);
CREATE TABLE consents (
	id INTEGER NOT NULL, 
	subscriber INTEGER NOT NULL, 
	at BIGINT NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	wording TEXT NOT NULL, 
	version VARCHAR(40) NOT NULL, 
	network VARCHAR(50) NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_consents PRIMARY KEY (id)
);
CREATE TABLE deliveries (
	dispatch INTEGER NOT NULL, 
	subscriber INTEGER NOT NULL, 
	issue INTEGER NOT NULL, 
	state SMALLINT NOT NULL, 
	at BIGINT, 
	provider_id TEXT, 
	detail TEXT, 
	CONSTRAINT pk_deliveries PRIMARY KEY (dispatch, subscriber)
)
 WITHOUT ROWID

;
INSERT INTO "deliveries" VALUES(1,1,1,0,1772348400000000,'id-key00001.1',NULL);
INSERT INTO "deliveries" VALUES(1,2,1,0,1772348400000000,'id-key00001.2',NULL);
INSERT INTO "deliveries" VALUES(1,3,1,0,1772348400000000,'id-key00001.3',NULL);
INSERT INTO "deliveries" VALUES(1,4,1,0,1772348400000000,'id-key00001.4',NULL);
INSERT INTO "deliveries" VALUES(2,1,2,0,1772348400000000,'id-key00002.1',NULL);
INSERT INTO "deliveries" VALUES(2,2,2,0,1772348400000000,'id-key00002.2',NULL);
INSERT INTO "deliveries" VALUES(2,3,2,0,1772348400000000,'id-key00002.3',NULL);
INSERT INTO "deliveries" VALUES(2,4,2,0,NULL,NULL,NULL);
CREATE TABLE dispatches (
	id INTEGER NOT NULL, 
	"key" VARCHAR(40) NOT NULL, 
	issue INTEGER NOT NULL, 
	edition VARCHAR(64) NOT NULL, 
	audience VARCHAR(100), 
	state SMALLINT NOT NULL, 
	why TEXT NOT NULL, 
	provider VARCHAR(60) NOT NULL, 
	slot DATE, 
	frozen_at BIGINT NOT NULL, 
	CONSTRAINT pk_dispatches PRIMARY KEY (id), 
	CONSTRAINT uq_dispatches_key UNIQUE ("key")
);
INSERT INTO "dispatches" VALUES(0,'notice',0,'',NULL,0,'','',NULL,0);
INSERT INTO "dispatches" VALUES(1,'key00001',1,'74e328deff2a12472324580b9b313e8b81a13c438f06fa3c2b14acc82e04077d',NULL,0,'','fake',NULL,1772348400000000);
INSERT INTO "dispatches" VALUES(2,'key00002',2,'961d640c873cc5b8e18e328a7c69ff0f1174d7b7dd7795a7d4ea5fa3eb23d6f3',NULL,0,'','fake',NULL,1772348400000000);
CREATE TABLE editions (
	sha256 VARCHAR(64) NOT NULL, 
	issue INTEGER NOT NULL, 
	kept_at BIGINT NOT NULL, 
	json TEXT NOT NULL, 
	CONSTRAINT pk_editions PRIMARY KEY (sha256)
);
INSERT INTO "editions" VALUES('74e328deff2a12472324580b9b313e8b81a13c438f06fa3c2b14acc82e04077d',1,1772348400000000,'{"headers":[],"html":["<p>",["greeting","html"],"</p>"],"issue":1,"language":"nl","reply_to":["antwoord","example.org"],"sender":["Een helder moment","brief","example.org"],"subject":["Stilte"],"template":"helder-moment","text":[["greeting","text"]],"title":"Stilte"}');
INSERT INTO "editions" VALUES('961d640c873cc5b8e18e328a7c69ff0f1174d7b7dd7795a7d4ea5fa3eb23d6f3',2,1772348400000000,'{"headers":[],"html":["<p>",["greeting","html"],"</p>"],"issue":2,"language":"nl","reply_to":["antwoord","example.org"],"sender":["Een helder moment","brief","example.org"],"subject":["Stilte"],"template":"helder-moment","text":[["greeting","text"]],"title":"Stilte"}');
INSERT INTO "editions" VALUES('c4b80582c4e688a1a1a8df208effe079d2bc529431500f33e4d1f59c00d01950',3,1772348400000000,'{"headers":[],"html":["<p>",["greeting","html"],"</p>"],"issue":3,"language":"nl","reply_to":["antwoord","example.org"],"sender":["Een helder moment","brief","example.org"],"subject":["Stilte"],"template":"helder-moment","text":[["greeting","text"]],"title":"Stilte"}');
INSERT INTO "editions" VALUES('e28cb2559dc7028149db7707a26f8dfe3a0751f12862960c749423481f9e8ee0',4,1772348400000000,'{"headers":[],"html":["<p>",["greeting","html"],"</p>"],"issue":4,"language":"nl","reply_to":["antwoord","example.org"],"sender":["Een helder moment","brief","example.org"],"subject":["Stilte"],"template":"helder-moment","text":[["greeting","text"]],"title":"Stilte"}');
CREATE TABLE facts (
	name VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_facts PRIMARY KEY (name)
);
INSERT INTO "facts" VALUES('pepper','d05e97d004ee0496adf705ed6db8c385');
INSERT INTO "facts" VALUES('journal','9012ee11a677b43c');
CREATE TABLE fresh_links (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	subscriber INTEGER NOT NULL, 
	made_at BIGINT NOT NULL, 
	used_at BIGINT
);
CREATE TABLE leave_reasons (
	month VARCHAR(7) NOT NULL, 
	reason VARCHAR(40) NOT NULL, 
	count INTEGER NOT NULL, 
	CONSTRAINT pk_leave_reasons PRIMARY KEY (month, reason)
)
 WITHOUT ROWID

;
CREATE TABLE limits (
	"key" VARCHAR(80) NOT NULL, 
	stretch INTEGER NOT NULL, 
	count INTEGER NOT NULL, 
	CONSTRAINT pk_limits PRIMARY KEY ("key", stretch)
)
 WITHOUT ROWID

;
CREATE TABLE notices (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind VARCHAR(40) NOT NULL, 
	edition VARCHAR(64) NOT NULL, 
	subscriber INTEGER, 
	address VARCHAR(320), 
	merge_values TEXT, 
	made_at BIGINT NOT NULL, about VARCHAR(200), 
	CONSTRAINT fk_notices_edition_editions FOREIGN KEY(edition) REFERENCES editions (sha256)
);
CREATE TABLE pace (
	provider VARCHAR(60) NOT NULL, 
	free_at BIGINT NOT NULL, 
	CONSTRAINT pk_pace PRIMARY KEY (provider)
);
CREATE TABLE reports (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	provider VARCHAR(60) NOT NULL, 
	replay_key VARCHAR(200) NOT NULL, 
	came_at BIGINT NOT NULL, 
	headers TEXT NOT NULL, 
	"query" TEXT NOT NULL, 
	body BLOB NOT NULL, 
	read_at BIGINT, 
	trouble TEXT, 
	CONSTRAINT uq_reports_provider_replay_key UNIQUE (provider, replay_key)
);
CREATE TABLE sign_ups (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	subscriber INTEGER NOT NULL, 
	asked_at BIGINT NOT NULL, 
	way VARCHAR(20) NOT NULL, 
	wording TEXT NOT NULL, 
	version VARCHAR(40) NOT NULL, 
	network VARCHAR(50) NOT NULL, 
	first_name TEXT NOT NULL, 
	language VARCHAR(35) NOT NULL, 
	tags TEXT NOT NULL, 
	used_at BIGINT, 
	reminded_at BIGINT
);
CREATE TABLE skipped_days (
	day DATE NOT NULL, 
	CONSTRAINT pk_skipped_days PRIMARY KEY (day)
);
CREATE TABLE slots (
	day DATE NOT NULL, 
	issue INTEGER NOT NULL, 
	taken_at BIGINT NOT NULL, 
	was_missed SMALLINT NOT NULL, 
	CONSTRAINT pk_slots PRIMARY KEY (day)
);
CREATE TABLE soft_bounces (
	subscriber INTEGER NOT NULL, 
	dispatch INTEGER NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_soft_bounces PRIMARY KEY (subscriber, dispatch)
)
 WITHOUT ROWID

;
CREATE TABLE subscribers (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	mailbox VARCHAR(320), 
	address VARCHAR(320), 
	fingerprint BLOB, 
	standing SMALLINT NOT NULL, 
	rhythm SMALLINT NOT NULL, 
	language VARCHAR(35) NOT NULL, 
	first_name TEXT NOT NULL, 
	source TEXT NOT NULL, 
	paused_until BIGINT, 
	joined_at BIGINT NOT NULL, 
	confirmed_at BIGINT, 
	left_at BIGINT, 
	CONSTRAINT uq_subscribers_mailbox UNIQUE (mailbox)
);
INSERT INTO "subscribers" VALUES(1,'lezer1@example.org','lezer1@example.org',X'94614CD502C0CADDB466956082871714',1,0,'nl','','test',NULL,1772348400000000,1772348400000000,NULL);
INSERT INTO "subscribers" VALUES(2,'lezer2@example.org','lezer2@example.org',X'E4A940D338916F8CAFD79D9AFC0FC613',1,0,'nl','','test',NULL,1772348400000000,1772348400000000,NULL);
INSERT INTO "subscribers" VALUES(3,'lezer3@example.org','lezer3@example.org',X'A84CE7BD8EB8F7AD8B12287F2244CD24',1,0,'nl','','test',NULL,1772348400000000,1772348400000000,NULL);
INSERT INTO "subscribers" VALUES(4,'lezer4@example.org','lezer4@example.org',X'FFAD6CFC7DF905CCEBF53A5663BC4114',1,0,'nl','','test',NULL,1772348400000000,1772348400000000,NULL);
INSERT INTO "subscribers" VALUES(5,'lezer5@example.org','lezer5@example.org',X'143D21C5B9249A4B1E5204862D3EF970',2,0,'nl','','test',NULL,1772348400000000,1772348400000000,1772348400000000);
INSERT INTO "subscribers" VALUES(6,'lezer6@example.org','lezer6@example.org',X'449649BC5182F549CCD7C822B130B9BF',1,0,'nl','','test',NULL,1772348400000000,1772348400000000,NULL);
INSERT INTO "subscribers" VALUES(7,NULL,NULL,NULL,2,0,'nl','','',NULL,1772348400000000,1772348400000000,1772348400000000);
INSERT INTO "subscribers" VALUES(8,'wachtend@example.org','wachtend@example.org',X'2D27C3AB0B99F92E6D897CDE328D6FE7',0,0,'nl','','',NULL,1772348400000000,NULL,NULL);
CREATE TABLE suppressions (
	fingerprint BLOB NOT NULL, 
	reason SMALLINT NOT NULL, 
	since BIGINT NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_suppressions PRIMARY KEY (fingerprint)
)
 WITHOUT ROWID

;
INSERT INTO "suppressions" VALUES(X'449649BC5182F549CCD7C822B130B9BF',1,1772348400000000,'');
INSERT INTO "suppressions" VALUES(X'99BB80BC6ED83AB9D19019ACD4BCF7A2',4,1772348400000000,'');
CREATE TABLE tagged (
	tag INTEGER NOT NULL, 
	subscriber INTEGER NOT NULL, 
	CONSTRAINT pk_tagged PRIMARY KEY (tag, subscriber), 
	CONSTRAINT fk_tagged_subscriber_subscribers FOREIGN KEY(subscriber) REFERENCES subscribers (id) ON DELETE CASCADE, 
	CONSTRAINT fk_tagged_tag_tags FOREIGN KEY(tag) REFERENCES tags (id)
)
 WITHOUT ROWID

;
CREATE TABLE tags (
	id INTEGER NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	CONSTRAINT pk_tags PRIMARY KEY (id), 
	CONSTRAINT uq_tags_name UNIQUE (name)
);
CREATE TABLE tallies (
	issue INTEGER NOT NULL, 
	yes INTEGER DEFAULT 0 NOT NULL, 
	no INTEGER DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_tallies PRIMARY KEY (issue)
);
CREATE TABLE vote_keys (
	issue INTEGER NOT NULL, 
	"key" BLOB, 
	made_at BIGINT NOT NULL, 
	CONSTRAINT pk_vote_keys PRIMARY KEY (issue)
);
CREATE TABLE voters (
	issue INTEGER NOT NULL, 
	voter BLOB NOT NULL, 
	CONSTRAINT pk_voters PRIMARY KEY (issue, voter)
)
 WITHOUT ROWID

;
CREATE INDEX ix_consents_subscriber ON consents (subscriber);
CREATE UNIQUE INDEX uq_deliveries_issue_subscriber ON deliveries (issue, subscriber) WHERE state != 1;
CREATE INDEX ix_dispatches_frozen_at ON dispatches (frozen_at);
CREATE INDEX ix_dispatches_issue ON dispatches (issue);
CREATE INDEX ix_reports_came_at ON reports (came_at);
CREATE INDEX ix_reports_read_at ON reports (read_at);
CREATE INDEX ix_approvals_position ON approvals (position);
CREATE INDEX ix_batches_state_dispatch_number ON batches (state, dispatch, number);
CREATE INDEX ix_notices_made_at ON notices (made_at);
CREATE INDEX ix_notices_subscriber ON notices (subscriber);
CREATE INDEX ix_tagged_subscriber ON tagged (subscriber);
CREATE INDEX ix_sign_ups_subscriber ON sign_ups (subscriber);
CREATE INDEX ix_sign_ups_asked_at ON sign_ups (asked_at);
CREATE INDEX ix_fresh_links_made_at ON fresh_links (made_at);
CREATE UNIQUE INDEX uq_notices_about ON notices (about);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('subscribers',8);
COMMIT;
