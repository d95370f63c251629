SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.api_keys (
    id integer NOT NULL,
    name character varying(100) NOT NULL,
    digest bytea NOT NULL,
    scopes smallint NOT NULL,
    made_at bigint NOT NULL,
    used_at bigint,
    revoked_at bigint
);
CREATE SEQUENCE public.api_keys_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.api_keys_id_seq OWNED BY public.api_keys.id;
CREATE TABLE public.approvals (
    issue integer NOT NULL,
    edition character varying(64) NOT NULL,
    approved_at bigint NOT NULL,
    file_hash character varying(64) NOT NULL,
    audience character varying(100),
    send_at bigint,
    "position" integer,
    queued_at bigint
);
CREATE TABLE public.batches (
    dispatch integer NOT NULL,
    number integer NOT NULL,
    state smallint NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    generation integer DEFAULT 0 NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL,
    members integer NOT NULL,
    handed integer DEFAULT 0 NOT NULL,
    due_at bigint DEFAULT 0 NOT NULL,
    leased_until bigint DEFAULT 0 NOT NULL,
    keyed_at bigint,
    handed_at bigint,
    dated bigint,
    payload bytea,
    provider_id text,
    why text
);
CREATE TABLE public.chores (
    name character varying(60) NOT NULL,
    holder character varying(60) NOT NULL,
    until bigint NOT NULL,
    done_at bigint
);
CREATE TABLE public.consents (
    id integer NOT NULL,
    subscriber integer NOT NULL,
    at bigint NOT NULL,
    kind character varying(40) NOT NULL,
    wording text NOT NULL,
    version character varying(40) NOT NULL,
    network character varying(50) NOT NULL,
    note text NOT NULL
);
CREATE SEQUENCE public.consents_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.consents_id_seq OWNED BY public.consents.id;
CREATE TABLE public.deliveries (
    dispatch integer NOT NULL,
    subscriber integer NOT NULL,
    issue integer NOT NULL,
    state smallint NOT NULL,
    at bigint,
    provider_id text,
    detail text
);
CREATE TABLE public.dispatches (
    id integer NOT NULL,
    key character varying(40) NOT NULL,
    issue integer NOT NULL,
    edition character varying(64) NOT NULL,
    audience character varying(100),
    state smallint NOT NULL,
    why text NOT NULL,
    provider character varying(60) NOT NULL,
    slot date,
    frozen_at bigint NOT NULL
);
CREATE SEQUENCE public.dispatches_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.dispatches_id_seq OWNED BY public.dispatches.id;
CREATE TABLE public.editions (
    sha256 character varying(64) NOT NULL,
    issue integer NOT NULL,
    kept_at bigint NOT NULL,
    "json" text NOT NULL
);
CREATE TABLE public.facts (
    name character varying(40) NOT NULL,
    value text NOT NULL
);
CREATE TABLE public.fresh_links (
    id integer NOT NULL,
    subscriber integer NOT NULL,
    made_at bigint NOT NULL,
    used_at bigint
);
CREATE SEQUENCE public.fresh_links_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.fresh_links_id_seq OWNED BY public.fresh_links.id;
CREATE TABLE public.leave_reasons (
    month character varying(7) NOT NULL,
    reason character varying(40) NOT NULL,
    count integer NOT NULL
);
CREATE TABLE public.limits (
    key character varying(80) NOT NULL,
    stretch integer NOT NULL,
    count integer NOT NULL
);
CREATE TABLE public.notices (
    id integer NOT NULL,
    kind character varying(40) NOT NULL,
    edition character varying(64) NOT NULL,
    subscriber integer,
    address character varying(320),
    merge_values text,
    made_at bigint NOT NULL,
    about character varying(200)
);
CREATE SEQUENCE public.notices_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.notices_id_seq OWNED BY public.notices.id;
CREATE TABLE public.pace (
    provider character varying(60) NOT NULL,
    free_at bigint NOT NULL
);
CREATE TABLE public.reports (
    id integer NOT NULL,
    provider character varying(60) NOT NULL,
    replay_key character varying(200) NOT NULL,
    came_at bigint NOT NULL,
    headers text NOT NULL,
    query text NOT NULL,
    body bytea NOT NULL,
    read_at bigint,
    trouble text
);
CREATE SEQUENCE public.reports_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.reports_id_seq OWNED BY public.reports.id;
CREATE TABLE public.sign_ups (
    id integer NOT NULL,
    subscriber integer NOT NULL,
    asked_at bigint NOT NULL,
    way character varying(20) NOT NULL,
    wording text NOT NULL,
    version character varying(40) NOT NULL,
    network character varying(50) NOT NULL,
    first_name text NOT NULL,
    language character varying(35) NOT NULL,
    tags text NOT NULL,
    used_at bigint,
    reminded_at bigint
);
CREATE SEQUENCE public.sign_ups_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.sign_ups_id_seq OWNED BY public.sign_ups.id;
CREATE TABLE public.skipped_days (
    day date NOT NULL
);
CREATE TABLE public.slots (
    day date NOT NULL,
    issue integer NOT NULL,
    taken_at bigint NOT NULL,
    was_missed smallint NOT NULL
);
CREATE TABLE public.soft_bounces (
    subscriber integer NOT NULL,
    dispatch integer NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE public.subscribers (
    id integer NOT NULL,
    mailbox character varying(320),
    address character varying(320),
    fingerprint bytea,
    standing smallint NOT NULL,
    rhythm smallint NOT NULL,
    language character varying(35) NOT NULL,
    first_name text NOT NULL,
    source text NOT NULL,
    paused_until bigint,
    joined_at bigint NOT NULL,
    confirmed_at bigint,
    left_at bigint
);
CREATE SEQUENCE public.subscribers_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.subscribers_id_seq OWNED BY public.subscribers.id;
CREATE TABLE public.suppressions (
    fingerprint bytea NOT NULL,
    reason smallint NOT NULL,
    since bigint NOT NULL,
    note text NOT NULL
);
CREATE TABLE public.tagged (
    tag integer NOT NULL,
    subscriber integer NOT NULL
);
CREATE TABLE public.tags (
    id integer NOT NULL,
    name character varying(100) NOT NULL
);
CREATE SEQUENCE public.tags_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.tags_id_seq OWNED BY public.tags.id;
CREATE TABLE public.tallies (
    issue integer NOT NULL,
    yes integer DEFAULT 0 NOT NULL,
    no integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.vote_keys (
    issue integer NOT NULL,
    key bytea,
    made_at bigint NOT NULL
);
CREATE TABLE public.voters (
    issue integer NOT NULL,
    voter bytea NOT NULL
);
ALTER TABLE ONLY public.api_keys ALTER COLUMN id SET DEFAULT nextval('public.api_keys_id_seq'::regclass);
ALTER TABLE ONLY public.consents ALTER COLUMN id SET DEFAULT nextval('public.consents_id_seq'::regclass);
ALTER TABLE ONLY public.dispatches ALTER COLUMN id SET DEFAULT nextval('public.dispatches_id_seq'::regclass);
ALTER TABLE ONLY public.fresh_links ALTER COLUMN id SET DEFAULT nextval('public.fresh_links_id_seq'::regclass);
ALTER TABLE ONLY public.notices ALTER COLUMN id SET DEFAULT nextval('public.notices_id_seq'::regclass);
ALTER TABLE ONLY public.reports ALTER COLUMN id SET DEFAULT nextval('public.reports_id_seq'::regclass);
ALTER TABLE ONLY public.sign_ups ALTER COLUMN id SET DEFAULT nextval('public.sign_ups_id_seq'::regclass);
ALTER TABLE ONLY public.subscribers ALTER COLUMN id SET DEFAULT nextval('public.subscribers_id_seq'::regclass);
ALTER TABLE ONLY public.tags ALTER COLUMN id SET DEFAULT nextval('public.tags_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0003');
INSERT INTO public.approvals VALUES (1, '74e328deff2a12472324580b9b313e8b81a13c438f06fa3c2b14acc82e04077d', 1772348400000000, '', NULL, NULL, NULL, NULL);
INSERT INTO public.approvals VALUES (2, '961d640c873cc5b8e18e328a7c69ff0f1174d7b7dd7795a7d4ea5fa3eb23d6f3', 1772348400000000, '', NULL, NULL, NULL, NULL);
INSERT INTO public.approvals VALUES (3, 'c4b80582c4e688a1a1a8df208effe079d2bc529431500f33e4d1f59c00d01950', 1772348400000000, '', NULL, NULL, 1, 1772348400000000);
INSERT INTO public.approvals VALUES (4, 'e28cb2559dc7028149db7707a26f8dfe3a0751f12862960c749423481f9e8ee0', 1772348400000000, '', NULL, NULL, 2, 1772348400000000);
INSERT INTO public.batches VALUES (1, 1, 2, 1, 0, 1, 2, 2, 2, 0, 0, 1796005140442091, 1796005140442091, 1772348400000000, '\xfcd42788e4136e5132fdb2973d52e45891e0ad940c2fdd3f87aeced24183e24a', NULL, NULL);
INSERT INTO public.batches VALUES (1, 2, 2, 1, 0, 3, 4, 2, 2, 0, 0, 1796005140442448, 1796005140442448, 1772348400000000, '\x202e089d78d395b82241671815f62bc2616301617042d0d361ef68e2149c77c9', NULL, NULL);
INSERT INTO public.batches VALUES (2, 2, 0, 0, 0, 4, 4, 1, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.batches VALUES (2, 1, 2, 1, 0, 1, 3, 3, 3, 0, 0, 1796005140521725, 1796005140521726, 1772348400000000, '\xdec3fa84d892215ed7f39db3f3ce966847b59b2d38287dfe3a0c726e78226c0a', NULL, NULL);
INSERT INTO public.deliveries VALUES (1, 1, 1, 0, 1772348400000000, 'id-key00001.1', NULL);
INSERT INTO public.deliveries VALUES (1, 2, 1, 0, 1772348400000000, 'id-key00001.2', NULL);
INSERT INTO public.deliveries VALUES (1, 3, 1, 0, 1772348400000000, 'id-key00001.3', NULL);
INSERT INTO public.deliveries VALUES (1, 4, 1, 0, 1772348400000000, 'id-key00001.4', NULL);
INSERT INTO public.deliveries VALUES (2, 4, 2, 0, NULL, NULL, NULL);
INSERT INTO public.deliveries VALUES (2, 1, 2, 0, 1772348400000000, 'id-key00002.1', NULL);
INSERT INTO public.deliveries VALUES (2, 2, 2, 0, 1772348400000000, 'id-key00002.2', NULL);
INSERT INTO public.deliveries VALUES (2, 3, 2, 0, 1772348400000000, 'id-key00002.3', NULL);
INSERT INTO public.dispatches VALUES (0, 'notice', 0, '', NULL, 0, '', '', NULL, 0);
INSERT INTO public.dispatches VALUES (1, 'key00001', 1, '74e328deff2a12472324580b9b313e8b81a13c438f06fa3c2b14acc82e04077d', NULL, 0, '', 'fake', NULL, 1772348400000000);
INSERT INTO public.dispatches VALUES (2, 'key00002', 2, '961d640c873cc5b8e18e328a7c69ff0f1174d7b7dd7795a7d4ea5fa3eb23d6f3', NULL, 0, '', 'fake', NULL, 1772348400000000);
INSERT INTO public.editions VALUES ('74e328deff2a12472324580b9b313e8b81a13c438f06fa3c2b14acc82e04077d', 1, 1772348400000000, '{"headers":[],"html":["<p>",["greeting","html"],"</p>"],"issue":1,"language":"nl","reply_to":["antwoord","example.org"],"sender":["Een helder moment","brief","example.org"],"subject":["Stilte"],"template":"helder-moment","text":[["greeting","text"]],"title":"Stilte"}');
INSERT INTO public.editions VALUES ('961d640c873cc5b8e18e328a7c69ff0f1174d7b7dd7795a7d4ea5fa3eb23d6f3', 2, 1772348400000000, '{"headers":[],"html":["<p>",["greeting","html"],"</p>"],"issue":2,"language":"nl","reply_to":["antwoord","example.org"],"sender":["Een helder moment","brief","example.org"],"subject":["Stilte"],"template":"helder-moment","text":[["greeting","text"]],"title":"Stilte"}');
INSERT INTO public.editions VALUES ('c4b80582c4e688a1a1a8df208effe079d2bc529431500f33e4d1f59c00d01950', 3, 1772348400000000, '{"headers":[],"html":["<p>",["greeting","html"],"</p>"],"issue":3,"language":"nl","reply_to":["antwoord","example.org"],"sender":["Een helder moment","brief","example.org"],"subject":["Stilte"],"template":"helder-moment","text":[["greeting","text"]],"title":"Stilte"}');
INSERT INTO public.editions VALUES ('e28cb2559dc7028149db7707a26f8dfe3a0751f12862960c749423481f9e8ee0', 4, 1772348400000000, '{"headers":[],"html":["<p>",["greeting","html"],"</p>"],"issue":4,"language":"nl","reply_to":["antwoord","example.org"],"sender":["Een helder moment","brief","example.org"],"subject":["Stilte"],"template":"helder-moment","text":[["greeting","text"]],"title":"Stilte"}');
INSERT INTO public.facts VALUES ('pepper', 'd05e97d004ee0496adf705ed6db8c385');
INSERT INTO public.facts VALUES ('journal', '9012ee11a677b43c');
INSERT INTO public.subscribers VALUES (1, 'lezer1@example.org', 'lezer1@example.org', '\x94614cd502c0caddb466956082871714', 1, 0, 'nl', '', 'test', NULL, 1772348400000000, 1772348400000000, NULL);
INSERT INTO public.subscribers VALUES (2, 'lezer2@example.org', 'lezer2@example.org', '\xe4a940d338916f8cafd79d9afc0fc613', 1, 0, 'nl', '', 'test', NULL, 1772348400000000, 1772348400000000, NULL);
INSERT INTO public.subscribers VALUES (3, 'lezer3@example.org', 'lezer3@example.org', '\xa84ce7bd8eb8f7ad8b12287f2244cd24', 1, 0, 'nl', '', 'test', NULL, 1772348400000000, 1772348400000000, NULL);
INSERT INTO public.subscribers VALUES (4, 'lezer4@example.org', 'lezer4@example.org', '\xffad6cfc7df905ccebf53a5663bc4114', 1, 0, 'nl', '', 'test', NULL, 1772348400000000, 1772348400000000, NULL);
INSERT INTO public.subscribers VALUES (6, 'lezer6@example.org', 'lezer6@example.org', '\x449649bc5182f549ccd7c822b130b9bf', 1, 0, 'nl', '', 'test', NULL, 1772348400000000, 1772348400000000, NULL);
INSERT INTO public.subscribers VALUES (5, 'lezer5@example.org', 'lezer5@example.org', '\x143d21c5b9249a4b1e5204862d3ef970', 2, 0, 'nl', '', 'test', NULL, 1772348400000000, 1772348400000000, 1772348400000000);
INSERT INTO public.subscribers VALUES (7, NULL, NULL, NULL, 2, 0, 'nl', '', '', NULL, 1772348400000000, 1772348400000000, 1772348400000000);
INSERT INTO public.subscribers VALUES (8, 'wachtend@example.org', 'wachtend@example.org', '\x2d27c3ab0b99f92e6d897cde328d6fe7', 0, 0, 'nl', '', '', NULL, 1772348400000000, NULL, NULL);
INSERT INTO public.suppressions VALUES ('\x449649bc5182f549ccd7c822b130b9bf', 1, 1772348400000000, '');
INSERT INTO public.suppressions VALUES ('\x99bb80bc6ed83ab9d19019acd4bcf7a2', 4, 1772348400000000, '');
SELECT pg_catalog.setval('public.api_keys_id_seq', 1, false);
SELECT pg_catalog.setval('public.consents_id_seq', 1, false);
SELECT pg_catalog.setval('public.dispatches_id_seq', 2, true);
SELECT pg_catalog.setval('public.fresh_links_id_seq', 1, false);
SELECT pg_catalog.setval('public.notices_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_id_seq', 1, false);
SELECT pg_catalog.setval('public.sign_ups_id_seq', 1, false);
SELECT pg_catalog.setval('public.subscribers_id_seq', 8, true);
SELECT pg_catalog.setval('public.tags_id_seq', 1, false);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT pk_api_keys PRIMARY KEY (id);
ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT pk_approvals PRIMARY KEY (issue);
ALTER TABLE ONLY public.batches
    ADD CONSTRAINT pk_batches PRIMARY KEY (dispatch, number);
ALTER TABLE ONLY public.chores
    ADD CONSTRAINT pk_chores PRIMARY KEY (name);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT pk_consents PRIMARY KEY (id);
ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT pk_deliveries PRIMARY KEY (dispatch, subscriber);
ALTER TABLE ONLY public.dispatches
    ADD CONSTRAINT pk_dispatches PRIMARY KEY (id);
ALTER TABLE ONLY public.editions
    ADD CONSTRAINT pk_editions PRIMARY KEY (sha256);
ALTER TABLE ONLY public.facts
    ADD CONSTRAINT pk_facts PRIMARY KEY (name);
ALTER TABLE ONLY public.fresh_links
    ADD CONSTRAINT pk_fresh_links PRIMARY KEY (id);
ALTER TABLE ONLY public.leave_reasons
    ADD CONSTRAINT pk_leave_reasons PRIMARY KEY (month, reason);
ALTER TABLE ONLY public.limits
    ADD CONSTRAINT pk_limits PRIMARY KEY (key, stretch);
ALTER TABLE ONLY public.notices
    ADD CONSTRAINT pk_notices PRIMARY KEY (id);
ALTER TABLE ONLY public.pace
    ADD CONSTRAINT pk_pace PRIMARY KEY (provider);
ALTER TABLE ONLY public.reports
    ADD CONSTRAINT pk_reports PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_ups
    ADD CONSTRAINT pk_sign_ups PRIMARY KEY (id);
ALTER TABLE ONLY public.skipped_days
    ADD CONSTRAINT pk_skipped_days PRIMARY KEY (day);
ALTER TABLE ONLY public.slots
    ADD CONSTRAINT pk_slots PRIMARY KEY (day);
ALTER TABLE ONLY public.soft_bounces
    ADD CONSTRAINT pk_soft_bounces PRIMARY KEY (subscriber, dispatch);
ALTER TABLE ONLY public.subscribers
    ADD CONSTRAINT pk_subscribers PRIMARY KEY (id);
ALTER TABLE ONLY public.suppressions
    ADD CONSTRAINT pk_suppressions PRIMARY KEY (fingerprint);
ALTER TABLE ONLY public.tagged
    ADD CONSTRAINT pk_tagged PRIMARY KEY (tag, subscriber);
ALTER TABLE ONLY public.tags
    ADD CONSTRAINT pk_tags PRIMARY KEY (id);
ALTER TABLE ONLY public.tallies
    ADD CONSTRAINT pk_tallies PRIMARY KEY (issue);
ALTER TABLE ONLY public.vote_keys
    ADD CONSTRAINT pk_vote_keys PRIMARY KEY (issue);
ALTER TABLE ONLY public.voters
    ADD CONSTRAINT pk_voters PRIMARY KEY (issue, voter);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT uq_api_keys_digest UNIQUE (digest);
ALTER TABLE ONLY public.dispatches
    ADD CONSTRAINT uq_dispatches_key UNIQUE (key);
ALTER TABLE ONLY public.reports
    ADD CONSTRAINT uq_reports_provider_replay_key UNIQUE (provider, replay_key);
ALTER TABLE ONLY public.subscribers
    ADD CONSTRAINT uq_subscribers_mailbox UNIQUE (mailbox);
ALTER TABLE ONLY public.tags
    ADD CONSTRAINT uq_tags_name UNIQUE (name);
CREATE INDEX ix_approvals_position ON public.approvals USING btree ("position");
CREATE INDEX ix_batches_state_dispatch_number ON public.batches USING btree (state, dispatch, number);
CREATE INDEX ix_consents_subscriber ON public.consents USING btree (subscriber);
CREATE INDEX ix_dispatches_frozen_at ON public.dispatches USING btree (frozen_at);
CREATE INDEX ix_dispatches_issue ON public.dispatches USING btree (issue);
CREATE INDEX ix_fresh_links_made_at ON public.fresh_links USING btree (made_at);
CREATE INDEX ix_notices_made_at ON public.notices USING btree (made_at);
CREATE INDEX ix_notices_subscriber ON public.notices USING btree (subscriber);
CREATE INDEX ix_reports_came_at ON public.reports USING btree (came_at);
CREATE INDEX ix_reports_read_at ON public.reports USING btree (read_at);
CREATE INDEX ix_sign_ups_asked_at ON public.sign_ups USING btree (asked_at);
CREATE INDEX ix_sign_ups_subscriber ON public.sign_ups USING btree (subscriber);
CREATE INDEX ix_tagged_subscriber ON public.tagged USING btree (subscriber);
CREATE UNIQUE INDEX uq_deliveries_issue_subscriber ON public.deliveries USING btree (issue, subscriber) WHERE (state <> 1);
CREATE UNIQUE INDEX uq_notices_about ON public.notices USING btree (about);
ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT fk_approvals_edition_editions FOREIGN KEY (edition) REFERENCES public.editions(sha256);
ALTER TABLE ONLY public.batches
    ADD CONSTRAINT fk_batches_dispatch_dispatches FOREIGN KEY (dispatch) REFERENCES public.dispatches(id);
ALTER TABLE ONLY public.notices
    ADD CONSTRAINT fk_notices_edition_editions FOREIGN KEY (edition) REFERENCES public.editions(sha256);
ALTER TABLE ONLY public.tagged
    ADD CONSTRAINT fk_tagged_subscriber_subscribers FOREIGN KEY (subscriber) REFERENCES public.subscribers(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.tagged
    ADD CONSTRAINT fk_tagged_tag_tags FOREIGN KEY (tag) REFERENCES public.tags(id);
